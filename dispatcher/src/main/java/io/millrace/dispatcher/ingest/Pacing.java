package io.millrace.dispatcher.ingest;

import java.time.Duration;

/**
 * Decides for each picture of one opened source whether it is taken, and when.
 *
 * <p>Pure but for what it remembers of the pictures before: it looks at no clock.
 *
 * <p><b>Playing.</b> A recording's picture is due at the instant the first one was played plus the
 * distance between their positions. When playing falls behind by more than {@link #MOST_LATE} (the
 * machine slept, the pipeline held the camera up) the remaining recording is played later rather
 * than in a burst.
 *
 * <p><b>Sampling.</b> Pictures are taken on a grid of one per {@code 1/rate}, each by the first
 * picture that comes no more than half a step early, so that a camera that delivers exactly the
 * rate, if unevenly, loses nothing. After a pause of the camera, or when its positions go back, the
 * grid starts anew.
 */
final class Pacing {

  /** How far a recording may fall behind its clock before the clock gives way (1 s). */
  static final Duration MOST_LATE = Duration.ofSeconds(1);

  /**
   * What to do with a picture.
   *
   * @param taken whether the picture is wanted; one that is not was sampled away
   * @param notBefore when it is due, on the clock given to {@link #decide}; never in the past of
   *     that call by more than the picture is late
   */
  record Decision(boolean taken, long notBefore) {}

  private final boolean timed;
  private final long stepNanos;
  private boolean begun;
  private long originNanos;
  private long nextNanos;

  private Pacing(boolean timed, long stepNanos) {
    this.timed = timed;
    this.stepNanos = stepNanos;
  }

  /**
   * The pacing of a source that was just opened.
   *
   * @param live whether pictures come by themselves; those are never held back
   */
  static Pacing of(Pace pace, boolean live) {
    if (pace instanceof Pace.Rate rate) {
      return new Pacing(!live, Math.round(1e9 / rate.picturesPerSecond()));
    }
    return new Pacing(!live && pace instanceof Pace.Native, 0);
  }

  /** Whether a picture is taken and when; {@code now} is when the source delivered it. */
  Decision decide(Duration position, long now) {
    long at = position.toNanos();
    if (!begun) {
      begun = true;
      originNanos = now - at;
      nextNanos = at;
    }
    boolean taken = sample(at);
    if (!timed || !taken) {
      return new Decision(taken, now);
    }
    long due = originNanos + at;
    if (now - due > MOST_LATE.toNanos()) {
      originNanos = now - at;
      due = now;
    }
    return new Decision(true, due);
  }

  private boolean sample(long at) {
    if (stepNanos == 0) {
      return true;
    }
    // The next place on the grid is at most a step and a half away unless positions went back.
    boolean wentBack = nextNanos - at > 2 * stepNanos;
    boolean paused = at - nextNanos > stepNanos / 2;
    if (!wentBack && nextNanos - at > stepNanos / 2) {
      return false;
    }
    nextNanos = (wentBack || paused ? at : nextNanos) + stepNanos;
    return true;
  }
}
