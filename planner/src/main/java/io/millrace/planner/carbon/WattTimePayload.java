package io.millrace.planner.carbon;

import io.millrace.planner.carbon.CarbonException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers of WattTime, version 3: {@code login}, {@code forecast} (its first point is now) and
 * {@code historical}. Pounds per megawatt-hour of what leaves the chimney; marginal ({@code
 * co2_moer}) or average ({@code co2_aoer}). {@code signal-index} is a percentile within one region
 * and refused: it cannot rank zones.
 */
public final class WattTimePayload {

  /** The source's name. */
  public static final String SOURCE = "watttime";

  private static final String PROVIDER = "WattTime";
  private static final String POUNDS = "lbs_co2_per_mwh";
  private static final Duration LONGEST_STEP = Duration.ofDays(1);

  private WattTimePayload() {}

  /** The signal that carries a quantity, by WattTime's name. */
  public static String signalType(SignalType type) {
    if (type.scope() != Scope.DIRECT) {
      throw new CarbonException(
          Reason.MIXED,
          "WattTime has direct emissions only, not %s ones.%nMaybe set scope to direct."
              .formatted(type.scope()));
    }
    return type.kind() == Kind.MARGINAL ? "co2_moer" : "co2_aoer";
  }

  /** The token in the answer to a login. */
  public static String token(byte[] body) {
    String token = Payload.of(PROVIDER, body).field("token").text();
    if (token.isBlank()) {
      throw new CarbonException(
          Reason.UNREADABLE,
          "WattTime: $.token must not be empty.%nMaybe the account is not confirmed yet."
              .formatted());
    }
    return token;
  }

  /** The signals in an answer of {@code /v3/forecast}. */
  public static ParsedSignals forecast(byte[] body, Question question) {
    return parse(body, question, Origin.FORECAST);
  }

  /** The signals in an answer of {@code /v3/historical}; the rate is modelled, never metered. */
  public static ParsedSignals historical(byte[] body, Question question) {
    return parse(body, question, Origin.ESTIMATED);
  }

  private static ParsedSignals parse(byte[] body, Question question, Origin origin) {
    Payload root = Payload.of(PROVIDER, body);
    Payload meta = root.field("meta");
    Payload units = meta.field("units");
    if (units.textOr("").equals("percentile")) {
      throw units.wrong(
          Reason.UNRANKABLE,
          "is a rank within one region and cannot rank zones",
          "Maybe ask for forecast instead of signal-index.");
    }
    if (!units.text().equals(POUNDS)) {
      throw units.wrong("must be " + POUNDS);
    }
    meta.field("region").requireEcho(question.name());
    requireType(meta.field("signal_type"), question.type());
    Duration step = step(meta.field("data_point_period_seconds"));
    List<CarbonSignal> signals = new ArrayList<>();
    int skipped = 0;
    for (Payload point : root.field("data").entries()) {
      Payload value = point.field("value");
      if (value.isAbsent()) {
        skipped++;
        continue;
      }
      Instant time = point.field("point_time").time();
      CarbonIntensity intensity = CarbonIntensity.ofPoundsPerMwh(value.amount(), question.type());
      signals.add(new CarbonSignal(question.zone(), time, step, intensity, origin, SOURCE));
    }
    return new ParsedSignals(signals, skipped);
  }

  private static void requireType(Payload signal, SignalType wanted) {
    String expected = signalType(wanted);
    if (!signal.text().equals(expected)) {
      throw signal.wrong(
          Reason.MIXED,
          "must be '%s', because %s intensities are wanted".formatted(expected, wanted),
          "Maybe configure another kind.");
    }
  }

  private static Duration step(Payload seconds) {
    if (!seconds.node().isIntegralNumber()) {
      throw seconds.wrong("must be a whole number of seconds");
    }
    Duration step = Duration.ofSeconds(seconds.node().longValue());
    if (step.isNegative() || step.isZero() || step.compareTo(LONGEST_STEP) > 0) {
      throw seconds.wrong("must be 1 to %d".formatted(LONGEST_STEP.toSeconds()));
    }
    return step;
  }
}
