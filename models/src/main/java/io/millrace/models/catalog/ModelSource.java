package io.millrace.models.catalog;

import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;

/** Where a model's file comes from. */
public sealed interface ModelSource {
  /** The file's own name, for example {@code yolox_nano.onnx}. */
  String fileName();

  /** The place as text, for people. */
  String text();

  /**
   * A file on this machine.
   *
   * @param path as the catalogue gives it, relative to the working directory
   */
  record LocalFile(Path path) implements ModelSource {
    /** Checks that the path names a file. */
    public LocalFile {
      if (path.getFileName() == null) {
        throw new IllegalArgumentException("a model's file needs a name (was %s)".formatted(path));
      }
    }

    @Override
    public String fileName() {
      return String.valueOf(path.getFileName());
    }

    @Override
    public String text() {
      return path.toString();
    }
  }

  /**
   * An entry of a Maven artefact, which is a dependency and so on the class path.
   *
   * @param coordinates {@code group:artefact:version}
   * @param entry path within the artefact, for example {@code models/a.onnx}
   */
  record Artefact(String coordinates, String entry) implements ModelSource {
    /** Checks the form of the coordinates. */
    public Artefact {
      Objects.requireNonNull(entry, "entry");
      if (!coordinates.matches("[^:\\s]+:[^:\\s]+:[^:\\s]+")) {
        throw new IllegalArgumentException(
            "an artefact is group:artefact:version (was %s)".formatted(coordinates));
      }
      if (entry.isEmpty() || entry.startsWith("/") || entry.endsWith("/")) {
        throw new IllegalArgumentException(
            "an artefact's entry is a path without a leading slash (was %s)".formatted(entry));
      }
    }

    @Override
    public String fileName() {
      return entry.substring(entry.lastIndexOf('/') + 1);
    }

    @Override
    public String text() {
      return coordinates + "!" + entry;
    }
  }

  /**
   * An address to download from.
   *
   * @param uri {@code http} or {@code https}, ending in the file's name
   */
  record Download(URI uri) implements ModelSource {
    /** Checks the scheme and that the address ends in a file's name. */
    public Download {
      String scheme = String.valueOf(uri.getScheme());
      if (!scheme.equals("https") && !scheme.equals("http")) {
        throw new IllegalArgumentException(
            "a model's address begins with https:// or http:// (was %s)".formatted(uri));
      }
      if (!String.valueOf(uri.getPath()).matches(".*/[^/\\\\]*[^/\\\\.][^/\\\\]*")) {
        throw new IllegalArgumentException(
            "a model's address ends in a file's name (was %s)".formatted(uri));
      }
    }

    @Override
    public String fileName() {
      String path = uri.getPath();
      return path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public String text() {
      return uri.toString();
    }
  }
}
