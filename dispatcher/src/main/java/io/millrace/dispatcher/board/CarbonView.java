package io.millrace.dispatcher.board;

import java.time.Instant;
import java.util.List;

/**
 * The carbon intensity of a zone, now and over the day before.
 *
 * @param zone the zone
 * @param gramsPerKilowattHour grams of CO₂ equivalent per kilowatt-hour now
 * @param kind {@code marginal} or {@code average}
 * @param scope {@code direct} or {@code life-cycle}
 * @param source who says so
 * @param level how good it is, such as {@code first feed} or {@code last known}
 * @param stale whether it stands for a feed that has been silent too long
 * @param reason why it is not the first feed's value; empty when it is
 * @param replayed whether a recording is replayed, so that its times are not of now
 * @param at when it was last said
 * @param day the values of the last 24 hours, oldest first; all of the same kind and scope
 */
public record CarbonView(
    String zone,
    double gramsPerKilowattHour,
    String kind,
    String scope,
    String source,
    String level,
    boolean stale,
    String reason,
    boolean replayed,
    Instant at,
    List<Step> day) {

  public CarbonView {
    day = List.copyOf(day);
  }

  /**
   * A value and when it began to hold; it does until the next one's begin.
   *
   * @param from when it began
   * @param gramsPerKilowattHour the value
   */
  public record Step(Instant from, double gramsPerKilowattHour) {}
}
