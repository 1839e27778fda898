package io.millrace.topics.codec;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sizes and rates as people write them: {@code 8GB}, {@code 512MiB}, {@code 100Mbit/s}. */
public final class SizeText {

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
          Map.entry("KiB", 0x1p10),
          Map.entry("MiB", 0x1p20),
          Map.entry("GiB", 0x1p30),
          Map.entry("TiB", 0x1p40));

  private static final Map<String, Double> BITS =
      Map.of("bit", 1 / 8.0, "kbit", 1e3 / 8, "Mbit", 1e6 / 8, "Gbit", 1e9 / 8);

  /** Above this a size does not fit a long. */
  private static final double MOST = 0x1p62;

  private SizeText() {}

  /** Bytes of a size, whatever they are; empty when the text is no size with a unit. */
  public static OptionalDouble parseSize(String text) {
    Matcher parts = NUMBER_AND_UNIT.matcher(text.trim());
    return parts.matches() && parts.group(3) == null
        ? scaled(parts, BYTES.get(parts.group(2)))
        : OptionalDouble.empty();
  }

  /** Bytes per second of a rate in bytes or bits; empty when the text is no rate with a unit. */
  public static OptionalDouble parseRate(String text) {
    Matcher parts = NUMBER_AND_UNIT.matcher(text.trim());
    return parts.matches() && parts.group(3) != null
        ? scaled(parts, BYTES.getOrDefault(parts.group(2), BITS.get(parts.group(2))))
        : OptionalDouble.empty();
  }

  private static OptionalDouble scaled(Matcher parts, @Nullable Double unit) {
    return unit == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(Double.parseDouble(parts.group(1)) * unit);
  }

  /**
   * Bytes of a size.
   *
   * @param key what the size is of, for the error
   * @throws IllegalArgumentException if the text is no size of at least one byte
   */
  public static long bytes(String key, String text) {
    double bytes = parseSize(text).orElse(-1);
    if (!(bytes >= 1 && bytes < MOST)) {
      throw new IllegalArgumentException(
          "%s must be a size with a unit, such as 8GB or 512MiB (was '%s')".formatted(key, text));
    }
    return Math.round(bytes);
  }

  /**
   * Bytes per second of a rate, in bytes or bits.
   *
   * @param key what the rate is of, for the error
   * @throws IllegalArgumentException if the text is no rate above 0
   */
  public static double bytesPerSecond(String key, String text) {
    double rate = parseRate(text).orElse(-1);
    if (!(rate > 0 && rate < MOST)) {
      throw new IllegalArgumentException(
          "%s must be a rate such as 10MB/s or 100Mbit/s (was '%s')".formatted(key, text));
    }
    return rate;
  }
}
