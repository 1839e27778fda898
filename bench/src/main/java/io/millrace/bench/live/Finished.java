package io.millrace.bench.live;

import io.millrace.dispatcher.results.Released;
import io.millrace.topics.record.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** When results were finished, and how old their frames were then. Thread-safe. */
public final class Finished {

  private final List<Instant> captured = new ArrayList<>();
  private final List<Instant> finished = new ArrayList<>();

  /** A result left. */
  synchronized void add(Released released) {
    Result result = released.result();
    captured.add(result.frame().captured());
    finished.add(result.finished());
  }

  /** A quantile of the time from capture to the end, of what was finished between two moments. */
  public synchronized double latencySeconds(Instant from, Instant to, double quantile) {
    double[] seconds = new double[finished.size()];
    int n = 0;
    for (int i = 0; i < finished.size(); i++) {
      Instant at = finished.get(i);
      if (!at.isBefore(from) && at.isBefore(to)) {
        seconds[n++] = Duration.between(captured.get(i), at).toNanos() / 1e9;
      }
    }
    if (n == 0) {
      return 0;
    }
    Arrays.sort(seconds, 0, n);
    return seconds[Math.min(n - 1, (int) (quantile * n))];
  }
}
