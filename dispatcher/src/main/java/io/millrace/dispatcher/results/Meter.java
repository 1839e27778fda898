package io.millrace.dispatcher.results;

/**
 * How often something happened per second, over the last {@link History#RATE_SECONDS} that are
 * over.
 *
 * <p>Seconds are counted from 1970 and given by the caller. Not safe for use by several threads.
 */
final class Meter {

  // One more than is averaged: the second that is not over yet.
  private final long[] counts = new long[History.RATE_SECONDS + 1];
  private final long begun;
  private long second;

  Meter(long epochSecond) {
    this.begun = epochSecond;
    this.second = epochSecond;
  }

  void mark(long epochSecond) {
    roll(epochSecond);
    counts[index(second)]++;
  }

  double perSecond(long epochSecond) {
    roll(epochSecond);
    long over = Math.min(second - begun, History.RATE_SECONDS);
    long sum = 0;
    for (long back = 1; back <= over; back++) {
      sum += counts[index(second - back)];
    }
    return over == 0 ? 0 : (double) sum / over;
  }

  private void roll(long now) {
    for (long next = Math.max(second + 1, now - counts.length + 1); next <= now; next++) {
      counts[index(next)] = 0;
    }
    second = Math.max(second, now);
  }

  private int index(long epochSecond) {
    return Math.floorMod(epochSecond, counts.length);
  }
}
