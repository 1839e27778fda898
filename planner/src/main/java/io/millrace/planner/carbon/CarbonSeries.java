package io.millrace.planner.carbon;

import io.millrace.planner.carbon.GapFill.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The intensity of one zone and one type over time: a step function with gaps. A signal holds from
 * its time until its end or until the next signal begins, whichever is earlier; of two with the
 * same time the one of the better {@link Origin} stands. Immutable; a value is found in O(log n).
 */
public final class CarbonSeries {

  private final CarbonZone zone;
  private final SignalType type;
  private final NavigableMap<Instant, CarbonSignal> signals;

  private CarbonSeries(
      CarbonZone zone, SignalType type, NavigableMap<Instant, CarbonSignal> signals) {
    this.zone = zone;
    this.type = type;
    this.signals = signals;
  }

  /**
   * The series of some signals, in any order.
   *
   * @throws CarbonException if there are none, or they differ in zone or type
   */
  public static CarbonSeries of(List<CarbonSignal> signals) {
    if (signals.isEmpty()) {
      throw new CarbonException(
          CarbonException.Reason.EMPTY,
          "A series needs at least one signal.%nMaybe every entry of the source was empty."
              .formatted());
    }
    CarbonSignal first = signals.get(0);
    NavigableMap<Instant, CarbonSignal> byTime = new TreeMap<>();
    for (CarbonSignal signal : signals) {
      first.type().requireSame(signal.type(), "a series of " + first.zone());
      if (!signal.zone().equals(first.zone())) {
        throw new CarbonException(
            CarbonException.Reason.MIXED,
            "A series has one zone, not both %s and %s.%nMaybe make a series of each."
                .formatted(first.zone(), signal.zone()));
      }
      byTime.merge(signal.time(), signal, CarbonSeries::better);
    }
    return new CarbonSeries(first.zone(), first.type(), byTime);
  }

  private static CarbonSignal better(CarbonSignal one, CarbonSignal other) {
    return other.origin().compareTo(one.origin()) <= 0 ? other : one;
  }

  public CarbonZone zone() {
    return zone;
  }

  public SignalType type() {
    return type;
  }

  /** The signals in the order of time; at least one. */
  public List<CarbonSignal> signals() {
    return List.copyOf(signals.values());
  }

  /** When the first signal begins. */
  public Instant start() {
    return signals.firstKey();
  }

  /** When the last signal ends, exclusively. */
  public Instant end() {
    return signals.lastEntry().getValue().end();
  }

  /** The intensity at a time, and whether it was known or filled. */
  public SeriesValue at(Instant time, GapFill fill) {
    Map.Entry<Instant, CarbonSignal> before = signals.floorEntry(time);
    if (before != null && time.isBefore(before.getValue().end())) {
      return new SeriesValue.Known(before.getValue());
    }
    Gap gap = gapAround(time);
    return isFilled(gap, time, fill)
        ? new SeriesValue.Filled(filledAt(gap, time, fill), fill, gap)
        : new SeriesValue.Missing(gap);
  }

  /** The last signal that began at a time or before it, whether or not it still holds. */
  public Optional<CarbonSignal> lastUntil(Instant time) {
    return Optional.ofNullable(signals.floorEntry(time)).map(Map.Entry::getValue);
  }

  /** The signals that hold at some time of an interval. */
  public List<CarbonSignal> between(Instant from, Instant to) {
    return signals.headMap(to, false).values().stream()
        .filter(signal -> signal.end().isAfter(from))
        .toList();
  }

  /** The times without a signal between the first signal and the last. */
  public List<Gap> gaps() {
    List<Gap> gaps = new ArrayList<>();
    for (CarbonSignal signal : signals.values()) {
      Instant next = signals.higherKey(signal.time());
      if (next != null && signal.end().isBefore(next)) {
        gaps.add(new Gap(signal.end(), next));
      }
    }
    return gaps;
  }

  /**
   * The mean over an interval, weighted by time; nothing when no part of the interval is known or
   * filled. O(n) in the signals and gaps of the interval.
   *
   * @param to exclusively; after {@code from}
   */
  public Optional<SeriesMean> mean(Instant from, Instant to, GapFill fill) {
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException(
          "An interval must end after it starts (%s, %s).".formatted(from, to));
    }
    double weighted = 0;
    Duration known = Duration.ZERO;
    Duration filled = Duration.ZERO;
    Duration missing = Duration.ZERO;
    for (Instant at = from; at.isBefore(to); ) {
      SeriesValue value = at(at, fill);
      Instant end = earlier(segmentEnd(value, at), to);
      Duration length = Duration.between(at, end);
      if (value instanceof SeriesValue.Known here) {
        weighted += here.signal().intensity().gramsPerKwh() * seconds(length);
        known = known.plus(length);
      } else if (value instanceof SeriesValue.Filled here) {
        // Within a gap the value runs straight, so that its mean is that of its two ends.
        double atEnd = filledAt(here.gap(), end, fill).gramsPerKwh();
        weighted += (here.intensity().gramsPerKwh() + atEnd) / 2 * seconds(length);
        filled = filled.plus(length);
      } else {
        missing = missing.plus(length);
      }
      at = end;
    }
    double covered = seconds(known.plus(filled));
    return covered == 0
        ? Optional.empty()
        : Optional.of(
            new SeriesMean(new CarbonIntensity(weighted / covered, type), known, filled, missing));
  }

  private Instant segmentEnd(SeriesValue value, Instant at) {
    if (value instanceof SeriesValue.Known known) {
      Instant next = signals.higherKey(at);
      return next == null ? known.signal().end() : earlier(known.signal().end(), next);
    }
    if (value instanceof SeriesValue.Filled filled) {
      return filled.gap().isInside()
          ? filled.gap().to()
          : filled.gap().from().plus(filled.fill().longest());
    }
    return ((SeriesValue.Missing) value).gap().to();
  }

  private Gap gapAround(Instant time) {
    Map.Entry<Instant, CarbonSignal> before = signals.floorEntry(time);
    Instant after = signals.higherKey(time);
    return new Gap(
        before == null ? Instant.MIN : before.getValue().end(),
        after == null ? Instant.MAX : after);
  }

  private static boolean isFilled(Gap gap, Instant time, GapFill fill) {
    if (fill.method() == Method.NONE) {
      return false;
    }
    if (gap.isInside()) {
      return gap.length().compareTo(fill.longest()) <= 0;
    }
    // After the end there is a value to hold on to, for a while; before the start there is none.
    return fill.method() == Method.HOLD
        && !gap.from().equals(Instant.MIN)
        && time.isBefore(gap.from().plus(fill.longest()));
  }

  /** The value in a gap that is filled; its ends included. */
  private CarbonIntensity filledAt(Gap gap, Instant time, GapFill fill) {
    CarbonIntensity before = signals.lowerEntry(gap.from()).getValue().intensity();
    if (fill.method() == Method.HOLD) {
      return before;
    }
    double after = signals.ceilingEntry(gap.to()).getValue().intensity().gramsPerKwh();
    double share = seconds(Duration.between(gap.from(), time)) / seconds(gap.length());
    return new CarbonIntensity(before.gramsPerKwh() + share * (after - before.gramsPerKwh()), type);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static double seconds(Duration length) {
    return length.getSeconds() + length.getNano() / 1e9;
  }
}
