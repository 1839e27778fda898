package io.millrace.dispatcher.ingest;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How fast pictures are taken from a camera.
 *
 * <ul>
 *   <li>{@code native}: as the camera delivers them; a recording is played at its own speed.
 *   <li>a rate such as {@code 5/s}: as native, but at most that many a second; what lies between is
 *       left out and counted as {@code sampled}. It never makes a camera faster.
 *   <li>{@code asap}: as fast as the pipeline takes them. Nothing is dropped: the camera waits.
 * </ul>
 */
public sealed interface Pace {

  /** Every picture at its own time. */
  record Native() implements Pace {
    @Override
    public String toString() {
      return "native";
    }
  }

  /** At most so many pictures a second, evenly spread. */
  record Rate(double picturesPerSecond) implements Pace {
    public Rate {
      if (!(picturesPerSecond > 0) || picturesPerSecond > MAX_RATE) {
        throw new IllegalArgumentException(
            "A rate must be > 0/s and at most %s/s (was %s/s)."
                .formatted(plain(MAX_RATE), plain(picturesPerSecond)));
      }
    }

    @Override
    public String toString() {
      return plain(picturesPerSecond) + "/s";
    }
  }

  /** Every picture, as soon as the pipeline has room. */
  record Asap() implements Pace {
    @Override
    public String toString() {
      return "asap";
    }
  }

  /** The highest rate that can be asked for, in pictures per second (1000). */
  double MAX_RATE = 1000;

  /**
   * The pace in a text: {@code native}, {@code asap} or a rate such as {@code 12.5/s}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static Pace parse(String text) {
    if (text.equals("native")) {
      return new Native();
    }
    if (text.equals("asap")) {
      return new Asap();
    }
    Matcher rate = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)/s").matcher(text);
    if (!rate.matches()) {
      throw new IllegalArgumentException(
          "'%s' is no pace; write native, asap or a rate such as 5/s".formatted(text));
    }
    return new Rate(Double.parseDouble(rate.group(1)));
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
