package io.millrace.planner.carbon;

import io.millrace.planner.carbon.CarbonException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers of Electricity Maps, versions 4 and 3: {@code latest} (one object), {@code history},
 * {@code past-range} (its list is called {@code data}) and {@code forecast}. Grid-average
 * intensity, direct or life-cycle as asked.
 */
public final class ElectricityMapsPayload {

  /** The source's name. */
  public static final String SOURCE = "electricity-maps";

  private static final String SANDBOX = "SANDBOX_MODE_DATA";

  private ElectricityMapsPayload() {}

  /**
   * The signals in an answer.
   *
   * @throws CarbonException if it is not as documented, of another zone or scope, or sandbox data
   */
  public static ParsedSignals parse(byte[] body, Question question) {
    Payload root = Payload.of("Electricity Maps", body);
    if (root.has("error") || (root.has("message") && !root.has("zone"))) {
      throw (root.has("error") ? root.field("error") : root.field("message"))
          .wrong(
              Reason.REQUEST,
              "says that the request was refused",
              "Maybe the zone's name is wrong, or the token does not include it.");
    }
    root.field("zone").requireEcho(question.name());
    Duration step = step(root.field("temporalGranularity"));
    for (String list : List.of("history", "data", "forecast")) {
      if (root.has(list)) {
        return all(root.field(list).entries(), list.equals("forecast"), step, question);
      }
    }
    if (root.node().has("carbonIntensity")) {
      return all(List.of(root), false, step, question);
    }
    throw root.wrong("must have one of history, data, forecast and carbonIntensity");
  }

  private static ParsedSignals all(
      List<Payload> entries, boolean forecast, Duration step, Question question) {
    List<CarbonSignal> signals = new ArrayList<>();
    int skipped = 0;
    for (Payload entry : entries) {
      if (entry.has("zone")) {
        entry.field("zone").requireEcho(question.name());
      }
      refuseSandbox(entry.field("estimationMethod"));
      requireScope(entry.field("emissionFactorType"), question.type().scope());
      Payload value = entry.field("carbonIntensity");
      if (value.isAbsent()) {
        skipped++;
        continue;
      }
      boolean estimated = entry.field("isEstimated").node().asBoolean(false);
      Origin origin = forecast ? Origin.FORECAST : estimated ? Origin.ESTIMATED : Origin.MEASURED;
      Instant time = entry.field("datetime").time();
      CarbonIntensity intensity = new CarbonIntensity(value.amount(), question.type());
      signals.add(new CarbonSignal(question.zone(), time, step, intensity, origin, SOURCE));
    }
    return new ParsedSignals(signals, skipped);
  }

  private static void refuseSandbox(Payload method) {
    if (method.textOr("").equals(SANDBOX)) {
      throw method.wrong(
          Reason.SANDBOX,
          "says that the values are deliberately wrong",
          "Maybe the token is a sandbox token: take a production token from the provider's portal.");
    }
  }

  private static void requireScope(Payload factors, Scope wanted) {
    // A forecast and older answers do not say; then it is what was asked for.
    String expected = wanted == Scope.DIRECT ? "direct" : "lifecycle";
    if (!factors.textOr(expected).equals(expected)) {
      throw factors.wrong(
          Reason.MIXED,
          "must be '%s', because %s intensities are wanted".formatted(expected, wanted),
          "Maybe configure the other scope.");
    }
  }

  private static Duration step(Payload granularity) {
    return switch (granularity.textOr("hourly")) {
      case "5_minutes" -> Duration.ofMinutes(5);
      case "15_minutes" -> Duration.ofMinutes(15);
      case "hourly" -> Duration.ofHours(1);
      case "daily" -> Duration.ofDays(1);
      default -> throw granularity.wrong("must be one of 5_minutes, 15_minutes, hourly and daily");
    };
  }
}
