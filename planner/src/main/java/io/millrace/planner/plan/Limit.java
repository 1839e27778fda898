package io.millrace.planner.plan;

import java.util.Locale;

/**
 * What keeps a plan from carrying more.
 *
 * @param kind which resource is used up
 * @param pipeline name of the pipeline that gets least for its weight
 * @param stage name of its stage that carries least
 * @param device name of the device that matters most there: the one whose improvement by one per
 *     cent lifts that stage most
 * @param why one sentence for people
 */
public record Limit(Kind kind, String pipeline, String stage, String device, String why) {

  /** The resource that is used up. */
  public enum Kind {
    /** Time of processors. */
    COMPUTE,
    /** Memory of devices: a faster plan would not fit. */
    MEMORY,
    /** A link or an uplink. */
    LINK,
    /** What the broker carries in all. */
    BROKER,
    /** Nothing: the asked rate is carried. */
    DEMAND;

    /** The name that people read. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
