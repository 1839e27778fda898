package io.millrace.planner.carbon;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers and files of the Green Software Foundation's Carbon Aware SDK. Which quantity its ratings
 * are depends on the data source behind it and is not said in them; it comes from the
 * configuration.
 */
public final class CarbonAwareSdkPayload {

  /** The source's name. */
  public static final String SOURCE = "carbon-aware-sdk";

  private static final String PROVIDER = "Carbon Aware SDK";

  /** For how long a rating holds that does not say so. */
  static final Duration DEFAULT_VALIDITY = Duration.ofHours(1);

  private CarbonAwareSdkPayload() {}

  /** The signals in an answer of {@code /emissions/bylocation}. */
  public static ParsedSignals byLocation(byte[] body, Question question) {
    return ratings(
        Payload.of(PROVIDER, body).entries(),
        new Names("location", "time", "rating", "duration"),
        true,
        question);
  }

  /**
   * The signals of one location in a file of the SDK's file source: a list, or an object whose
   * {@code Emissions} is one; ratings are numbers or text, times without an offset are UTC.
   */
  public static ParsedSignals file(byte[] bytes, Question question) {
    Payload root = Payload.of(PROVIDER + " file", bytes);
    Payload list = root.isArray() ? root : root.field("Emissions");
    ParsedSignals parsed =
        ratings(
            list.entries(), new Names("Location", "Time", "Rating", "Duration"), false, question);
    if (parsed.signals().isEmpty()) {
      throw list.wrong(
          CarbonException.Reason.ZONE,
          "has no rating of the location '%s'".formatted(question.name()),
          "Maybe the location is spelt differently in the file.");
    }
    return parsed;
  }

  /** The signals in an answer of {@code /emissions/forecasts/current}. */
  public static ParsedSignals forecast(byte[] body, Question question) {
    List<CarbonSignal> signals = new ArrayList<>();
    int skipped = 0;
    for (Payload forecast : Payload.of(PROVIDER, body).entries()) {
      // Only here the location is the one that was asked for; the points may carry another name.
      forecast.field("location").requireEcho(question.name());
      for (Payload point : forecast.field("forecastData").entries()) {
        Payload value = point.field("value");
        if (value.isAbsent()) {
          skipped++;
          continue;
        }
        Payload minutes = point.field("duration");
        if (!minutes.node().isIntegralNumber() || minutes.node().longValue() < 1) {
          throw minutes.wrong("must be a whole number of minutes of at least 1");
        }
        signals.add(
            new CarbonSignal(
                question.zone(),
                point.field("timestamp").time(),
                Duration.ofMinutes(minutes.node().longValue()),
                new CarbonIntensity(value.amount(), question.type()),
                Origin.FORECAST,
                SOURCE));
      }
    }
    return new ParsedSignals(signals, skipped);
  }

  private static ParsedSignals ratings(
      List<Payload> entries, Names names, boolean oneLocation, Question question) {
    List<CarbonSignal> signals = new ArrayList<>();
    int skipped = 0;
    for (Payload entry : entries) {
      Payload location = entry.field(names.location());
      if (oneLocation) {
        location.requireEcho(question.name());
      } else if (!location.text().equals(question.name())) {
        continue;
      }
      Payload rating = entry.field(names.rating());
      if (rating.isAbsent()) {
        skipped++;
        continue;
      }
      signals.add(
          new CarbonSignal(
              question.zone(),
              time(entry.field(names.time()), oneLocation),
              validity(entry.field(names.duration())),
              new CarbonIntensity(rating.amountOrText(), question.type()),
              Origin.ESTIMATED,
              SOURCE));
    }
    return new ParsedSignals(signals, skipped);
  }

  private static Instant time(Payload time, boolean withOffset) {
    if (withOffset) {
      return time.time();
    }
    return Times.parseUtc(time.text())
        .orElseThrow(() -> time.wrong("must be a time such as 2021-10-25T14:50:00+00:00"));
  }

  /** {@code hh:mm}, {@code hh:mm:ss} or {@code d.hh:mm:ss}. */
  private static Duration validity(Payload duration) {
    if (duration.isAbsent()) {
      return DEFAULT_VALIDITY;
    }
    return Times.parseTimeSpan(duration.text())
        .filter(length -> !length.isZero())
        .orElseThrow(() -> duration.wrong("must be a duration such as 01:00 or 01:00:00"));
  }

  /** The keys of a rating: in small letters over HTTP, in capitals in files. */
  private record Names(String location, String time, String rating, String duration) {}
}
