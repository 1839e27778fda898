package io.millrace.topics.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 250ms}, {@code 2s}, {@code 1h30m}. */
public final class DurationText extends StdDeserializer<Duration> {

  private static final long serialVersionUID = 1;
  private static final Pattern PART = Pattern.compile("\\G(\\d+(?:\\.\\d+)?)(ms|us|h|m|s|d)");

  DurationText() {
    super(Duration.class);
  }

  @Override
  public Duration deserialize(JsonParser json, DeserializationContext context) throws IOException {
    if (!json.currentToken().isScalarValue()) {
      return (Duration) context.handleUnexpectedToken(Duration.class, json);
    }
    return parse(json.getText());
  }

  /**
   * The duration in a text.
   *
   * @throws IllegalArgumentException if the text is none, saying what one looks like
   */
  public static Duration parse(String text) {
    Matcher part = PART.matcher(text);
    Duration sum = Duration.ZERO;
    int end = 0;
    while (part.find()) {
      double nanos = Double.parseDouble(part.group(1)) * nanosPer(part.group(2));
      sum = sum.plusNanos(Math.round(nanos));
      end = part.end();
    }
    if (end == 0 || end != text.length()) {
      throw new IllegalArgumentException(
          "'%s' is no duration; write one like 250ms, 2s or 1h30m".formatted(text));
    }
    return sum;
  }

  private static double nanosPer(String unit) {
    return switch (unit) {
      case "us" -> 1e3;
      case "ms" -> 1e6;
      case "s" -> 1e9;
      case "m" -> 60e9;
      case "h" -> 3600e9;
      default -> 86_400e9;
    };
  }
}
