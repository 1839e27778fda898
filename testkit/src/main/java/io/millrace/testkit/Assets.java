package io.millrace.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Real pictures, videos and models that lie beside the project and are not part of it: in {@code
 * shared/assets} of a folder above the working directory. Tests that want one are skipped where it
 * is missing.
 */
public final class Assets {

  private static final Path FOLDER = Path.of("shared", "assets");

  private Assets() {}

  /** The asset of this name, such as {@code videos/vtest.avi}, where it is present. */
  public static Optional<Path> find(String name) {
    for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
      Path asset = up.resolve(FOLDER).resolve(name);
      if (Files.exists(asset)) {
        return Optional.of(asset);
      }
    }
    return Optional.empty();
  }
}
