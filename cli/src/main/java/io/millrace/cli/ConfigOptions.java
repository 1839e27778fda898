package io.millrace.cli;

import io.millrace.cli.config.MillraceConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which configuration: a built-in one or a file. */
final class ConfigOptions {

  @ArgGroup private @Nullable Choice choice;

  private static final class Choice {
    @Option(
        names = "--pipeline",
        paramLabel = "NAME",
        description =
            "A built-in configuration: text, objects, or fleet: text on four emulated devices, planned (default: fleet for the demo, else text).")
    private @Nullable String pipeline;

    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "A configuration of your own (YAML).")
    private @Nullable Path file;
  }

  MillraceConfig read() {
    return read("text");
  }

  /** The configuration that was asked for, or this built-in one. */
  MillraceConfig read(String usual) {
    if (choice != null && choice.file != null) {
      return MillraceConfig.read(choice.file);
    }
    return MillraceConfig.builtIn(
        choice == null || choice.pipeline == null ? usual : choice.pipeline);
  }
}
