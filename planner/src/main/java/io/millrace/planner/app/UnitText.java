package io.millrace.planner.app;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sizes and rates as people write them: {@code 8GB}, {@code 512MiB}, {@code 100Mbit/s}. */
final class UnitText {

  private static final Pattern NUMBER_AND_UNIT =
      Pattern.compile("(\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)\\s*([A-Za-z]+)(/s)?");

  private static final Map<String, Double> BYTES =
      Map.ofEntries(
          Map.entry("B", 1.0),
          Map.entry("kB", 1e3),
          Map.entry("KB", 1e3),
          Map.entry("MB", 1e6),
          Map.entry("GB", 1e9),
          Map.entry("TB", 1e12),
          Map.entry("KiB", 1024.0),
          Map.entry("MiB", 1024.0 * 1024),
          Map.entry("GiB", 1024.0 * 1024 * 1024),
          Map.entry("TiB", 1024.0 * 1024 * 1024 * 1024));

  private static final Map<String, Double> BITS =
      Map.of("bit", 1 / 8.0, "kbit", 1e3 / 8, "Mbit", 1e6 / 8, "Gbit", 1e9 / 8);

  private UnitText() {}

  /** Bytes of a size such as {@code 8GB}; {@code 0} needs no unit. */
  static double bytes(String key, String text) {
    Matcher parts = NUMBER_AND_UNIT.matcher(text.trim());
    Double unit = parts.matches() && parts.group(3) == null ? BYTES.get(parts.group(2)) : null;
    if (unit != null) {
      return finite(key, text, Double.parseDouble(parts.group(1)) * unit);
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
    Matcher parts = NUMBER_AND_UNIT.matcher(text.trim());
    if (parts.matches() && parts.group(3) != null) {
      Double unit = BYTES.getOrDefault(parts.group(2), BITS.get(parts.group(2)));
      if (unit != null) {
        return finite(key, text, Double.parseDouble(parts.group(1)) * unit);
      }
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
