package io.millrace.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a reproduction of the layer strategies goes besides the terminal. */
final class LayerOutput {

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there.")
  private @Nullable Path json;

  @Option(
      names = "--figures",
      paramLabel = "DIR",
      description = "Draw what can be drawn there, as PNG and SVG.")
  private @Nullable Path figures;

  @Nullable Path json() {
    return json;
  }

  @Nullable Path figures() {
    return figures;
  }
}
