package io.millrace.planner.app;

import io.millrace.topics.codec.SizeText;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Sizes and rates as people write them: {@code 8GB}, {@code 512MiB}, {@code 100Mbit/s}. */
final class UnitText {

  private UnitText() {}

  /** Bytes of a size such as {@code 8GB}; {@code 0} needs no unit. */
  static double bytes(String key, String text) {
    OptionalDouble bytes = SizeText.parseSize(text);
    if (bytes.isPresent()) {
      return finite(key, text, bytes.getAsDouble());
    }
    if (isZero(text)) {
      return 0;
    }
    throw new IllegalArgumentException(
        "%s must be a size with a unit, such as 8GB or 512MiB (was '%s')".formatted(key, text));
  }

  /** Bytes per second of a rate such as {@code 100MB/s}, {@code 1Gbit/s} or {@code unlimited}. */
  static double bytesPerSecond(String key, @Nullable String text) {
    if (text == null || text.trim().equals("unlimited")) {
      return Double.POSITIVE_INFINITY;
    }
    OptionalDouble rate = SizeText.parseRate(text);
    if (rate.isPresent()) {
      return finite(key, text, rate.getAsDouble());
    }
    throw new IllegalArgumentException(
        "%s must be a rate such as 100MB/s, 1Gbit/s or unlimited (was '%s')".formatted(key, text));
  }

  private static double finite(String key, String text, double value) {
    if (Double.isInfinite(value)) {
      throw new IllegalArgumentException("%s is too large (was '%s')".formatted(key, text));
    }
    return value;
  }

  private static boolean isZero(String text) {
    return text.trim().matches("0+(\\.0+)?");
  }
}
