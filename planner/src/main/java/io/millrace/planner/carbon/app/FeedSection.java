package io.millrace.planner.carbon.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.millrace.planner.carbon.CarbonZone;
import io.millrace.planner.carbon.Kind;
import io.millrace.planner.carbon.Scope;
import io.millrace.planner.carbon.SignalType;
import io.millrace.planner.carbon.feed.ElectricityMapsFeed;
import io.millrace.planner.carbon.feed.UkFeed;
import io.millrace.planner.carbon.feed.WattTimeFeed;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code carbon.feeds:}. A token never stands here: {@code token_env} names the
 * environment variable that holds it, or {@code token_file} the file.
 *
 * @param provider who
 * @param baseUrl its address; empty for the provider's own, or a file
 * @param tokenEnv environment variable of the token, or of WattTime's password; empty for none
 * @param tokenFile file of the same; empty for none
 * @param user WattTime's user; empty for others
 * @param files by zone, for {@code csv} and {@code carbon-aware-sdk-file}
 * @param names the provider's names of zones that are called otherwise there
 * @param timeout for one answer (default 5s, at most 1m)
 */
public record FeedSection(
    Provider provider,
    @JsonProperty("base_url") String baseUrl,
    @JsonProperty("token_env") String tokenEnv,
    @JsonProperty("token_file") String tokenFile,
    String user,
    Map<String, String> files,
    Map<String, String> names,
    Duration timeout) {

  /** How long an answer may take where nothing else is said. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);

  public FeedSection(
      Provider provider,
      @JsonProperty("base_url") @Nullable String baseUrl,
      @JsonProperty("token_env") @Nullable String tokenEnv,
      @JsonProperty("token_file") @Nullable String tokenFile,
      @Nullable String user,
      @Nullable Map<String, String> files,
      @Nullable Map<String, String> names,
      @Nullable Duration timeout) {
    this.provider = provider;
    this.baseUrl = baseUrl == null ? "" : baseUrl;
    this.tokenEnv = tokenEnv == null ? "" : tokenEnv;
    this.tokenFile = tokenFile == null ? "" : tokenFile;
    this.user = user == null ? "" : user;
    this.files = files == null ? Map.of() : new LinkedHashMap<>(files);
    this.names = names == null ? Map.of() : new LinkedHashMap<>(names);
    this.timeout = timeout == null ? DEFAULT_TIMEOUT : timeout;
    if (this.timeout.isZero() || this.timeout.compareTo(LONGEST_TIMEOUT) > 0) {
      throw new IllegalArgumentException(
          "timeout must be above 0 and at most 1m (was %s)".formatted(this.timeout));
    }
    if (provider.isFile()) {
      checkFile();
    } else {
      checkAddress();
    }
  }

  private void checkFile() {
    if (files.isEmpty()) {
      throw new IllegalArgumentException(
          "files must be given for %s.%nMaybe files: {US-CAL-CISO: ciso.csv}.".formatted(provider));
    }
    refuse("base_url", baseUrl);
    refuse("token_env", tokenEnv);
    refuse("token_file", tokenFile);
    refuse("user", user);
  }

  private void checkAddress() {
    if (!files.isEmpty()) {
      throw new IllegalArgumentException("files means nothing to %s".formatted(provider));
    }
    if (provider == Provider.CARBON_AWARE_SDK && baseUrl.isEmpty()) {
      throw new IllegalArgumentException(
          "base_url must be given for carbon-aware-sdk.%nMaybe http://127.0.0.1:8080.".formatted());
    }
    if (provider.needsToken()) {
      if (tokenEnv.isEmpty() == tokenFile.isEmpty()) {
        throw new IllegalArgumentException(
            "one of token_env and token_file must be given for %s".formatted(provider));
      }
      if (!tokenEnv.isEmpty() && !tokenEnv.matches("[A-Za-z_][A-Za-z0-9_]*")) {
        // Most likely the token itself, so that it is not repeated.
        throw new IllegalArgumentException(
            "token_env must be the name of an environment variable.%nMaybe the token itself stands there: put it into the variable, and take it out of the file."
                .formatted());
      }
    } else {
      refuse("token_env", tokenEnv);
      refuse("token_file", tokenFile);
    }
    if (provider == Provider.WATTTIME) {
      if (user.isEmpty()) {
        throw new IllegalArgumentException("user must be given for watttime");
      }
    } else {
      refuse("user", user);
    }
    checkUrl();
  }

  private void checkUrl() {
    URI url;
    try {
      url = address();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("base_url is no address (was '%s')".formatted(baseUrl), e);
    }
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (url.getHost() == null || !List.of("http", "https").contains(scheme)) {
      throw new IllegalArgumentException(
          "base_url must be an address such as https://host (was '%s')".formatted(baseUrl));
    }
    if (url.getUserInfo() != null || url.getQuery() != null) {
      throw new IllegalArgumentException(
          "base_url must hold neither a user nor a query.%nMaybe use token_env or token_file."
              .formatted());
    }
    boolean here = List.of("127.0.0.1", "localhost", "[::1]").contains(url.getHost());
    if (provider.needsToken() && scheme.equals("http") && !here) {
      throw new IllegalArgumentException(
          "base_url must be https, because a token would travel in clear (was '%s')"
              .formatted(baseUrl));
    }
  }

  private void refuse(String key, String value) {
    if (!value.isEmpty()) {
      throw new IllegalArgumentException("%s means nothing to %s".formatted(key, provider));
    }
  }

  /** Where the provider answers. */
  URI address() {
    if (!baseUrl.isEmpty()) {
      return URI.create(baseUrl);
    }
    return switch (provider) {
      case ELECTRICITY_MAPS, ELECTRICITY_MAPS_V3 -> ElectricityMapsFeed.ADDRESS;
      case WATTTIME -> WattTimeFeed.ADDRESS;
      case UK_CARBON_INTENSITY -> UkFeed.ADDRESS;
      case CARBON_AWARE_SDK, CARBON_AWARE_SDK_FILE, CSV ->
          throw new IllegalStateException(provider + " has no address of its own.");
    };
  }

  /** What is wrong with asking this provider for a type; empty when nothing is. */
  String objection(SignalType type) {
    boolean has =
        switch (provider) {
          case ELECTRICITY_MAPS, ELECTRICITY_MAPS_V3, CSV -> type.kind() == Kind.AVERAGE;
          case WATTTIME -> type.scope() == Scope.DIRECT;
          case UK_CARBON_INTENSITY -> type.kind() == Kind.AVERAGE && type.scope() == Scope.DIRECT;
          case CARBON_AWARE_SDK, CARBON_AWARE_SDK_FILE -> true;
        };
    return has
        ? ""
        : "%s has no %s intensities, and kinds are never mixed".formatted(provider, type);
  }

  /** The provider's names by zone. */
  Map<CarbonZone, String> zoneNames() {
    Map<CarbonZone, String> byZone = new LinkedHashMap<>();
    names.forEach((zone, name) -> byZone.put(new CarbonZone(zone), name));
    return byZone;
  }
}
