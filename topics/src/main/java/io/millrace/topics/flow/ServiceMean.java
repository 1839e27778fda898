package io.millrace.topics.flow;

/**
 * Mean time that an instance is busy per frame, as its load report says it: exponentially weighted,
 * so that it follows a device that slows down. Not thread-safe.
 */
public final class ServiceMean {

  /** Weight of one frame: the last twenty or so frames count. */
  public static final double FRAME_WEIGHT = 0.1;

  private static final double NANOS_PER_SECOND = 1e9;

  private boolean begun;
  private double seconds;

  /** A batch kept the instance busy for so long. */
  public void worked(int frames, long busyNanos) {
    double perFrame = busyNanos / NANOS_PER_SECOND / frames;
    double kept = begun ? Math.pow(1 - FRAME_WEIGHT, frames) : 0;
    seconds = kept * seconds + (1 - kept) * perFrame;
    begun = true;
  }

  /** Seconds per frame; 0 before the first. */
  public double seconds() {
    return seconds;
  }
}
