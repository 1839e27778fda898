package io.millrace.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Temporary folders. */
final class Folders {

  private Folders() {}

  /** Work that needs a folder. */
  @FunctionalInterface
  interface Work<T> {
    T in(Path folder) throws Exception;
  }

  /** Does the work in a folder that is there only meanwhile. */
  static <T> T temporary(String name, Work<T> work) throws Exception {
    Path folder = Files.createTempDirectory(name);
    try {
      return work.in(folder);
    } finally {
      delete(folder);
    }
  }

  /** Deletes a folder with all that is in it. */
  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.deleteIfExists(file);
    }
  }
}
