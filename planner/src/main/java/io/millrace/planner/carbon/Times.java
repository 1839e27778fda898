package io.millrace.planner.carbon;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times as files write them. */
final class Times {

  private static final Pattern TIME_SPAN =
      Pattern.compile("(?:(\\d{1,4})\\.)?(\\d{1,2}):(\\d{2})(?::(\\d{2}))?");

  private Times() {}

  /**
   * A date and time with an offset or without one, which means UTC; {@code T} or a space between.
   */
  static Optional<Instant> parseUtc(String text) {
    String iso = text.strip().replace(' ', 'T');
    try {
      return Optional.of(OffsetDateTime.parse(iso).toInstant());
    } catch (DateTimeException withoutOffset) {
      try {
        return Optional.of(LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC));
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }
  }

  /** A .NET time span: {@code hh:mm}, {@code hh:mm:ss} or {@code d.hh:mm:ss}. */
  static Optional<Duration> parseTimeSpan(String text) {
    Matcher parts = TIME_SPAN.matcher(text.strip());
    if (!parts.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        Duration.ofDays(number(parts.group(1)))
            .plusHours(number(parts.group(2)))
            .plusMinutes(number(parts.group(3)))
            .plusSeconds(number(parts.group(4))));
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
