package io.millrace.cli;

import io.millrace.planner.carbon.Kind;
import io.millrace.planner.carbon.Scope;
import io.millrace.planner.carbon.app.CarbonSection;
import io.millrace.planner.carbon.app.FeedSection;
import io.millrace.planner.carbon.app.Provider;
import io.millrace.topics.codec.DurationText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which carbon feeds: a configuration's {@code carbon:} section, or one provider by options. */
final class CarbonOptions {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A file with a carbon: section (YAML); instead of the options below.")
  private @Nullable Path config;

  @Option(
      names = "--provider",
      paramLabel = "NAME",
      description = "One of ${COMPLETION-CANDIDATES}.")
  private @Nullable Provider provider;

  @Option(names = "--zone", paramLabel = "ZONE", description = "A zone; may be given again.")
  private @Nullable List<String> zones;

  @Option(
      names = "--name",
      paramLabel = "ZONE=NAME",
      description = "What the provider calls a zone, if not the same.")
  private @Nullable Map<String, String> names;

  @Option(
      names = "--file",
      paramLabel = "ZONE=FILE",
      description = "The file of a zone, for csv and carbon-aware-sdk-file.")
  private @Nullable Map<String, String> files;

  @Option(names = "--base-url", paramLabel = "URL", description = "Another address.")
  private @Nullable String baseUrl;

  @Option(
      names = "--token-env",
      paramLabel = "VARIABLE",
      description =
          "Environment variable of the token (default: ELECTRICITY_MAPS_TOKEN, WATTTIME_PASSWORD).")
  private @Nullable String tokenEnv;

  @Option(names = "--token-file", paramLabel = "FILE", description = "A file with the token.")
  private @Nullable String tokenFile;

  @Option(names = "--user", paramLabel = "NAME", description = "WattTime's user.")
  private @Nullable String user;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "${COMPLETION-CANDIDATES} (default: what the provider has).")
  private @Nullable Kind kind;

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      description = "${COMPLETION-CANDIDATES} (default: what the provider has).")
  private @Nullable Scope scope;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "How long an answer may take (default: 5s).")
  private @Nullable String timeout;

  @Option(
      names = "--stale-after",
      paramLabel = "TIME",
      description = "The age from which a value is not used (default: 2h).")
  private @Nullable String staleAfter;

  @Option(
      names = "--fallback",
      paramLabel = "GRAMS",
      description = "g/kWh to use when the provider has no value; without it, that is an error.")
  private @Nullable Double fallback;

  /** Whether a constant may stand for a value that is missing. */
  boolean hasFallback() {
    return config != null || fallback != null;
  }

  CarbonSection section() {
    if (config != null) {
      if (provider != null || zones != null) {
        throw new IllegalArgumentException(
            "--config says which provider and zones; leave --provider and --zone out.");
      }
      return read(config);
    }
    if (provider == null || zones == null) {
      throw new IllegalArgumentException(
          "Give --provider and --zone, or a file with a carbon: section by --config.%nMaybe --provider uk-carbon-intensity --zone GB."
              .formatted());
    }
    FeedSection feed =
        new FeedSection(
            provider,
            baseUrl,
            tokenEnv == null && tokenFile == null ? usualVariable(provider) : tokenEnv,
            tokenFile,
            user,
            files,
            names,
            duration(timeout));
    return new CarbonSection(
        kind == null ? usualKind(provider) : kind,
        scope == null ? usualScope(provider) : scope,
        zones,
        List.of(feed),
        fallback == null ? 0 : fallback,
        null,
        duration(staleAfter),
        null);
  }

  private static CarbonSection read(Path file) {
    try {
      return CarbonSection.read(Files.readString(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(file + ": no such file.", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static @Nullable Duration duration(@Nullable String text) {
    return text == null ? null : DurationText.parse(text);
  }

  private static @Nullable String usualVariable(Provider provider) {
    return switch (provider) {
      case ELECTRICITY_MAPS, ELECTRICITY_MAPS_V3 -> "ELECTRICITY_MAPS_TOKEN";
      case WATTTIME -> "WATTTIME_PASSWORD";
      default -> null;
    };
  }

  private static Kind usualKind(Provider provider) {
    return switch (provider) {
      case WATTTIME -> Kind.MARGINAL;
      case CARBON_AWARE_SDK, CARBON_AWARE_SDK_FILE -> throw unknown("--kind");
      default -> Kind.AVERAGE;
    };
  }

  private static Scope usualScope(Provider provider) {
    return switch (provider) {
      case WATTTIME, UK_CARBON_INTENSITY -> Scope.DIRECT;
      case CARBON_AWARE_SDK, CARBON_AWARE_SDK_FILE -> throw unknown("--scope");
      default -> Scope.LIFE_CYCLE;
    };
  }

  private static IllegalArgumentException unknown(String option) {
    return new IllegalArgumentException(
        "Give %s: the Carbon Aware SDK does not say what its ratings are.%nMaybe --kind marginal --scope direct, if WattTime stands behind it."
            .formatted(option));
  }
}
