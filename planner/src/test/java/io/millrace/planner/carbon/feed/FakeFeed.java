package io.millrace.planner.carbon.feed;

import io.millrace.planner.carbon.CarbonException.Reason;
import io.millrace.planner.carbon.CarbonIntensity;
import io.millrace.planner.carbon.CarbonSignal;
import io.millrace.planner.carbon.CarbonZone;
import io.millrace.planner.carbon.Origin;
import io.millrace.planner.carbon.SignalType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** A feed that answers as the test says and counts what it is asked. */
final class FakeFeed implements CarbonFeed {

  final List<CarbonZone> asked = new ArrayList<>();
  private final String source;
  private final SignalType type;
  private BiFunction<CarbonZone, Instant, FeedAnswer> answers;

  FakeFeed(String source, SignalType type) {
    this.source = source;
    this.type = type;
    this.answers = (zone, now) -> signal(zone, now, 100);
  }

  /** An hour's signal that begins now. */
  FeedAnswer signal(CarbonZone zone, Instant time, double gramsPerKwh) {
    return new FeedAnswer.Signals(
        List.of(
            new CarbonSignal(
                zone,
                time,
                Duration.ofHours(1),
                new CarbonIntensity(gramsPerKwh, type),
                Origin.MEASURED,
                source)),
        0);
  }

  FakeFeed answering(BiFunction<CarbonZone, Instant, FeedAnswer> answers) {
    this.answers = answers;
    return this;
  }

  FakeFeed failing(Reason reason) {
    return answering(
        (zone, now) -> new FeedAnswer.Failed(reason, source + " says " + reason, Duration.ZERO));
  }

  FakeFeed wellWith(double gramsPerKwh) {
    return answering((zone, now) -> signal(zone, now, gramsPerKwh));
  }

  @Override
  public String source() {
    return source;
  }

  @Override
  public SignalType type() {
    return type;
  }

  @Override
  public FeedAnswer latest(CarbonZone zone, Instant now) {
    asked.add(zone);
    return answers.apply(zone, now);
  }

  @Override
  public FeedAnswer forecast(CarbonZone zone, Instant now, Duration horizon) {
    return answers.apply(zone, now);
  }
}
