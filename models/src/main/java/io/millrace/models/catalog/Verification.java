package io.millrace.models.catalog;

import java.nio.file.Path;
import java.util.Objects;

/**
 * What a look at a model's file found.
 *
 * @param model its id
 * @param status the finding
 * @param file the file looked at, or where it would be
 * @param expected the hash of the catalogue or of the first pull
 * @param found the hash of the file, unknown when there is none
 */
public record Verification(String model, Status status, Path file, Sha256 expected, Sha256 found) {
  /** The finding. */
  public enum Status {
    /** The file has the expected hash. */
    MATCHES,
    /** The file has another hash than expected. */
    DIFFERS,
    /** There is a file, and no hash to hold it against. */
    UNKNOWN,
    /** There is no file. */
    MISSING
  }

  /** Checks that everything is there. */
  public Verification {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(expected, "expected");
    Objects.requireNonNull(found, "found");
  }

  /** Whether the file may be used: it is there and nothing speaks against it. */
  public boolean usable() {
    return status == Status.MATCHES || status == Status.UNKNOWN;
  }

  /** The finding as a sentence. */
  public String message() {
    return switch (status) {
      case MATCHES -> "%s: %s has the expected SHA-256 %s".formatted(model, file, found);
      case DIFFERS ->
          "%s: %s differs: its SHA-256 is %s, expected was %s"
              .formatted(model, file, found, expected);
      case UNKNOWN ->
          "%s: %s has the SHA-256 %s; the catalogue knows none to compare it with"
              .formatted(model, file, found);
      case MISSING -> "%s: there is no file %s".formatted(model, file);
    };
  }
}
