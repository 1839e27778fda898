package io.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.config.DeviceSection;
import io.millrace.cli.config.MillraceConfig;
import io.millrace.topics.stream.KafkaConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** What the tests of compose/, the chart and the guide share. */
final class ShippedFiles {

  /** The project's folder. */
  static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  private ShippedFiles() {}

  /** The YAML documents of a text; aliases and merges resolved, duplicate keys refused. */
  static List<Object> yaml(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    List<Object> documents = new ArrayList<>();
    new Yaml(new SafeConstructor(options)).loadAll(text).forEach(documents::add);
    documents.removeIf(document -> document == null);
    return documents;
  }

  /** A mapping within a document. */
  @SuppressWarnings(
      "unchecked") // YAML's mappings have text for keys here; others would fail below.
  static Map<String, Object> map(@Nullable Object value) {
    if (!(value instanceof Map)) {
      throw new AssertionError("a mapping is missing; found " + value);
    }
    return (Map<String, Object>) value;
  }

  /** A sequence within a document; empty where there is none. */
  static List<Object> list(@Nullable Object value) {
    return value == null ? List.of() : List.copyOf((List<?>) value);
  }

  /** A sequence of texts. */
  static List<String> texts(@Nullable Object value) {
    return list(value).stream().map(String::valueOf).toList();
  }

  /** The text of a file. */
  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Parses a command line of Millrace, as the process would, and says which command it is. */
  static ParseResult parse(List<String> arguments) {
    CommandLine line = Millrace.commandLine();
    ParseResult parsed = line.parseArgs(arguments.toArray(new String[0]));
    assertThat(parsed.hasSubcommand()).as("%s names a command", arguments).isTrue();
    return parsed.subcommand();
  }

  /** Whether every process of this build answers /metrics, /livez and /readyz where it is told. */
  static boolean answering() {
    Map<String, CommandLine> commands = Millrace.commandLine().getSubcommands();
    return Stream.of("dispatcher", "planner", "worker")
        .map(commands::get)
        .allMatch(
            command ->
                command.getCommandSpec().findOption("--host") != null
                    && command.getCommandSpec().findOption("--port") != null);
  }

  /** Reads a mounted configuration as the process would. */
  static void requireReadable(Path file) {
    if (file.toString().endsWith(".yaml")) {
      MillraceConfig config = MillraceConfig.read(file);
      assertThat(config.devices()).as("devices of %s", file).isNotEmpty();
      config
          .pipeline()
          .toSpec()
          .stages()
          .forEach(stage -> ModelOptions.catalog(config).require(stage.model()));
    } else {
      assertThat(file.toString()).endsWith(".properties");
      KafkaConnection.read(file);
    }
  }

  /** The names of a configuration's devices. */
  static List<String> devices(Path config) {
    return MillraceConfig.read(config).devices().stream().map(DeviceSection::name).toList();
  }

  /** The first of these programs that answers, if any. */
  static Optional<List<String>> program(List<List<String>> candidates) {
    for (List<String> candidate : candidates) {
      List<String> asked = new ArrayList<>(candidate);
      asked.add("version");
      try {
        if (run(PROJECT, asked).exit() == 0) {
          return Optional.of(candidate);
        }
      } catch (IOException e) {
        // Not installed.
      }
    }
    return Optional.empty();
  }

  /** Runs a program to its end. */
  static Ran run(Path folder, List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(command + " did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return new Ran(process.exitValue(), said);
  }

  /** What a program said, errors included, and how it ended. */
  record Ran(int exit, String said) {}
}
