package io.millrace.models.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 hash, or the statement that it is not known.
 *
 * @param hex 64 lower-case hexadecimal digits, or "" when unknown
 */
public record Sha256(String hex) {
  /** No hash is known: what is pulled first counts from then on. */
  public static final Sha256 UNKNOWN = new Sha256("");

  /** Checks the digits. */
  public Sha256 {
    if (!hex.isEmpty() && !hex.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "a SHA-256 hash has 64 lower-case hexadecimal digits (was %s)".formatted(hex));
    }
  }

  /** Whether a hash is known. */
  public boolean known() {
    return !hex.isEmpty();
  }

  /** The hash of a file's bytes. */
  public static Sha256 of(Path file) throws IOException {
    MessageDigest digest = newDigest();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return of(digest);
  }

  /** The hash of what a digest has been given. */
  static Sha256 of(MessageDigest digest) {
    return new Sha256(HexFormat.of().formatHex(digest.digest()));
  }

  static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return known() ? hex : "unknown";
  }
}
