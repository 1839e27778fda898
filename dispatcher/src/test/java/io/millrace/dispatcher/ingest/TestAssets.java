package io.millrace.dispatcher.ingest;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Videos that lie beside the project on machines that develop it. */
public final class TestAssets {

  private TestAssets() {}

  /** The asset; skips the test, saying why, where there is none. */
  public static Path require(String name) {
    Optional<Path> asset =
        Stream.iterate(
                Optional.of(Path.of("").toAbsolutePath()),
                Optional::isPresent,
                folder -> folder.map(Path::getParent))
            .map(folder -> folder.orElseThrow().resolve("shared/assets").resolve(name))
            .filter(Files::exists)
            .findFirst();
    assumeTrue(asset.isPresent(), "shared/assets/" + name + " is not on this machine");
    return asset.orElseThrow();
  }
}
