package io.millrace.worker.device;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/** Small files in which an operating system says how it is; what cannot be read is absent. */
final class SystemFiles {

  private SystemFiles() {}

  /** The file's text without white space around it; empty when it cannot be read. */
  static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException | SecurityException e) {
      // Most machines lack most of these files, and some are for the superuser alone.
      return "";
    }
  }

  /** The whole number in a file. */
  static OptionalLong number(Path file) {
    return number(text(file));
  }

  /** The whole number in a text; absent when it is none, or none that 63 bits hold. */
  static OptionalLong number(String text) {
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** The number behind a key in a file of lines {@code key number}. */
  static OptionalLong number(Path file, String key) {
    return text(file)
        .lines()
        .filter(line -> line.startsWith(key + " "))
        .map(line -> number(line.substring(key.length()).strip()))
        .findFirst()
        .orElse(OptionalLong.empty());
  }

  /** What in a folder fits a glob, by name; nothing when there is no such folder. */
  static List<Path> list(Path folder, String glob) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, glob)) {
      entries.forEach(found::add);
    } catch (IOException | SecurityException e) {
      return List.of();
    }
    found.sort(Comparator.naturalOrder());
    return found;
  }
}
