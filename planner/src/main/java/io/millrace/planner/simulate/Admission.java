package io.millrace.planner.simulate;

import io.millrace.planner.cluster.Checks;
import java.time.Duration;

/**
 * What keeps a pipeline from being flooded: the rules at its entrance.
 *
 * @param liveWindow most frames of a live camera under way; a newer frame takes the place of one
 *     that waits for room, which is dropped as {@code full}
 * @param fullWindow most frames of a camera under way that waits for room ({@link Load.Saturated});
 *     0 for enough to keep the pipeline's instances busy: {@value #PER_INSTANCE} per instance,
 *     spread over its cameras
 * @param freshness age at which a live camera's frame is dropped as {@code stale} when a stage is
 *     ready to work on it; {@link Duration#ZERO} for never
 * @param linger how long a frame may wait for others to fill a batch
 */
public record Admission(int liveWindow, int fullWindow, Duration freshness, Duration linger) {

  /** Frames of a live camera under way in the live system unless told otherwise (8). */
  public static final int LIVE_WINDOW = 8;

  /** Frames per instance that keep a saturated pipeline busy (16). */
  public static final int PER_INSTANCE = 16;

  /** The live system's rules, but no frame ever goes stale. */
  public static final Admission DEFAULT =
      new Admission(LIVE_WINDOW, 0, Duration.ZERO, Duration.ZERO);

  /** Everything is let in and nothing is dropped: for comparing with queueing theory. */
  public static final Admission OPEN =
      new Admission(Integer.MAX_VALUE, 0, Duration.ZERO, Duration.ZERO);

  public Admission {
    Checks.atLeastOne("live window", liveWindow);
    if (fullWindow < 0) {
      throw new IllegalArgumentException("window must not be negative (was " + fullWindow + ")");
    }
    if (freshness.isNegative() || linger.isNegative()) {
      throw new IllegalArgumentException(
          "freshness (%s) and linger (%s) must not be negative".formatted(freshness, linger));
    }
  }

  public Admission withLiveWindow(int frames) {
    return new Admission(frames, fullWindow, freshness, linger);
  }

  public Admission withFullWindow(int frames) {
    return new Admission(liveWindow, frames, freshness, linger);
  }

  public Admission withFreshness(Duration age) {
    return new Admission(liveWindow, fullWindow, age, linger);
  }

  public Admission withLinger(Duration time) {
    return new Admission(liveWindow, fullWindow, freshness, time);
  }
}
