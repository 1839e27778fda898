package io.millrace.planner.carbon;

import io.millrace.planner.carbon.CarbonException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers of the UK Carbon Intensity API: average direct intensity by the half hour, of Great
 * Britain or of one of its regions. A half hour has a forecast, and nationally an actual value once
 * it is over; the actual one is taken where it is there.
 */
public final class UkPayload {

  /** The source's name. */
  public static final String SOURCE = "uk-carbon-intensity";

  /** The provider's name of the whole of Great Britain; a region's name is its number. */
  public static final String NATIONAL = "GB";

  private static final String PROVIDER = "UK Carbon Intensity";

  private UkPayload() {}

  /** The signals in an answer of {@code /intensity…} or {@code /regional…}. */
  public static ParsedSignals parse(byte[] body, Question question) {
    Payload root = Payload.of(PROVIDER, body);
    if (root.has("error")) {
      throw root.field("error")
          .wrong(
              Reason.REQUEST,
              "says that the request was refused",
              "Maybe the region is not one of 1 to 17.");
    }
    return question.name().equals(NATIONAL) ? national(root, question) : regional(root, question);
  }

  private static ParsedSignals national(Payload root, Question question) {
    Reader reader = new Reader(question);
    for (Payload half : root.field("data").entries()) {
      if (half.has("regions") || half.has("regionid")) {
        throw half.wrong(
            Reason.ZONE,
            "is an answer about regions, but %s was asked for".formatted(NATIONAL),
            "Maybe name the region by its number, 1 to 17.");
      }
      reader.read(half, half);
    }
    return reader.parsed();
  }

  /**
   * Three shapes: all regions of each half hour; a list of one region with its half hours; one
   * region, not in a list, with its half hours.
   */
  private static ParsedSignals regional(Payload root, Question question) {
    Reader reader = new Reader(question);
    Payload data = root.field("data");
    for (Payload entry : data.isArray() ? data.entries() : List.of(data)) {
      if (entry.has("regions")) {
        reader.read(entry, region(entry.field("regions"), question.name()));
      } else {
        requireRegion(entry.field("regionid"), question.name());
        entry.field("data").entries().forEach(half -> reader.read(half, half));
      }
    }
    return reader.parsed();
  }

  private static Payload region(Payload regions, String name) {
    for (Payload region : regions.entries()) {
      if (region.field("regionid").node().asText().equals(name)) {
        return region;
      }
    }
    throw regions.wrong(
        Reason.ZONE,
        "has no region '%s'".formatted(name),
        "Maybe a number of 1 to 17, or %s for the whole.".formatted(NATIONAL));
  }

  private static void requireRegion(Payload id, String name) {
    if (!id.node().asText().equals(name)) {
      throw id.wrong(
          Reason.ZONE,
          "must be '%s', which was asked for".formatted(name),
          "Maybe a number of 1 to 17, or %s for the whole.".formatted(NATIONAL));
    }
  }

  /** Collects half hours. */
  private static final class Reader {

    private final Question question;
    private final List<CarbonSignal> signals = new ArrayList<>();
    private int skipped;

    Reader(Question question) {
      this.question = question;
    }

    void read(Payload half, Payload holder) {
      Payload values = holder.field("intensity");
      boolean over = values.has("actual");
      Payload value = values.field(over ? "actual" : "forecast");
      if (value.isAbsent()) {
        skipped++;
        return;
      }
      Instant from = half.field("from").time();
      Duration length = Duration.between(from, half.field("to").time());
      if (length.isNegative() || length.isZero()) {
        throw half.field("to").wrong("must be after from");
      }
      CarbonIntensity intensity = new CarbonIntensity(value.amount(), question.type());
      Origin origin = over ? Origin.MEASURED : Origin.FORECAST;
      signals.add(new CarbonSignal(question.zone(), from, length, intensity, origin, SOURCE));
    }

    ParsedSignals parsed() {
      return new ParsedSignals(signals, skipped);
    }
  }
}
