package io.millrace.topics.record;

import java.time.Instant;

/**
 * The carbon intensity of a zone as the planner counts with it, whenever it changes and once a
 * minute.
 *
 * @param zone as the devices name it, such as {@code US-CAL-CISO}
 * @param at when the planner saw it; a recorded time where a recording is replayed
 * @param since when the value began to hold, by the same clock
 * @param gramsPerKilowattHour grams of CO₂ equivalent per kilowatt-hour
 * @param kind {@code marginal} or {@code average}
 * @param scope {@code direct} or {@code life-cycle}
 * @param source who says so: a feed's name, or {@code configuration}
 * @param level how good it is: {@code first feed}, {@code other feed}, {@code last known}, or
 *     {@code constant}
 * @param stale whether it stands for a feed that has been silent too long
 * @param reason why it is not the first feed's value; empty when it is
 * @param replayed whether a recording is replayed, so that its times are not of now
 */
public record CarbonSpec(
    String zone,
    Instant at,
    Instant since,
    double gramsPerKilowattHour,
    String kind,
    String scope,
    String source,
    String level,
    boolean stale,
    String reason,
    boolean replayed) {

  public CarbonSpec {
    Amounts.check("gramsPerKilowattHour", gramsPerKilowattHour);
  }
}
