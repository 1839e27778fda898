package io.millrace.worker.serve;

import io.millrace.topics.flow.ServiceMean;
import io.millrace.topics.record.Reason;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What an instance knows about its own work: totals since its start, and how it went in the last
 * seconds. Reads no clock; belongs to the instance's context.
 */
final class InstanceStats {

  private static final long RATE_WINDOW_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final double NANOS_PER_SECOND = 1e9;

  private final Map<Reason, Long> drops = new EnumMap<>(Reason.class);
  private final ArrayDeque<Mark> marks = new ArrayDeque<>();
  private final WindowedQuantiles ages;
  private final WindowedQuantiles latencies;
  private long taken;
  private long answered;
  private long deadLetters;
  private long worked;
  private long batches;
  private final ServiceMean service = new ServiceMean();
  private final ServiceMean compute = new ServiceMean();

  /** The totals at one moment. */
  private record Mark(long atNanos, long finished, long worked, long batches) {}

  /**
   * How it went in the last seconds.
   *
   * @param framesPerSecond frames finished per second
   * @param framesPerBatch mean frames per batch; 0 without batches
   */
  record Rates(double framesPerSecond, double framesPerBatch) {}

  InstanceStats(long nowNanos) {
    ages = new WindowedQuantiles(nowNanos);
    latencies = new WindowedQuantiles(nowNanos);
    marks.add(new Mark(nowNanos, 0, 0, 0));
  }

  /** A frame of this age was taken. */
  void taken(long ageNanos, long nowNanos) {
    taken++;
    ages.record(ageNanos, nowNanos);
  }

  /** A record whose age nobody knows was taken. */
  void takenUnreadable() {
    taken++;
  }

  /**
   * A batch kept the instance busy for this long.
   *
   * @param computeNanos the part of it that it worked, rather than waited or sent
   */
  void worked(int frames, long computeNanos, long busyNanos) {
    worked += frames;
    batches++;
    service.worked(frames, busyNanos);
    compute.worked(frames, computeNanos);
  }

  /** A frame was passed on or answered, so long after it was taken. */
  void answered(long latencyNanos, long nowNanos) {
    answered++;
    latencies.record(latencyNanos, nowNanos);
  }

  /** A record became a dead letter. */
  void deadLetter() {
    deadLetters++;
  }

  /** A frame was given up. */
  void dropped(Reason reason) {
    drops.merge(reason, 1L, Long::sum);
  }

  /** Rates since a few seconds ago; each call leaves a mark for later ones. */
  Rates rates(long nowNanos) {
    while (marks.size() > 1 && nowNanos - marks.element().atNanos() > RATE_WINDOW_NANOS) {
      marks.remove();
    }
    Mark since = marks.element();
    Mark now = new Mark(nowNanos, finished(), worked, batches);
    marks.add(now);
    double seconds = (now.atNanos() - since.atNanos()) / NANOS_PER_SECOND;
    long newBatches = now.batches() - since.batches();
    return new Rates(
        seconds > 0 ? (now.finished() - since.finished()) / seconds : 0,
        newBatches > 0 ? (double) (now.worked() - since.worked()) / newBatches : 0);
  }

  /** Mean time that the instance is busy per frame; 0 before the first. */
  double serviceSeconds() {
    return service.seconds();
  }

  /** Mean time that the instance works per frame; 0 before the first. */
  double computeSeconds() {
    return compute.seconds();
  }

  /** Quantiles of the age at which frames were taken, in seconds. */
  double[] ageSeconds(long nowNanos, double... quantiles) {
    return ages.seconds(nowNanos, quantiles);
  }

  /** Quantiles of the time from taking a frame to its acknowledgement, in seconds. */
  double[] latencySeconds(long nowNanos, double... quantiles) {
    return latencies.seconds(nowNanos, quantiles);
  }

  long taken() {
    return taken;
  }

  long answered() {
    return answered;
  }

  long deadLetters() {
    return deadLetters;
  }

  Map<Reason, Long> drops() {
    return Map.copyOf(drops);
  }

  private long finished() {
    return answered + deadLetters + drops.values().stream().mapToLong(Long::longValue).sum();
  }
}
