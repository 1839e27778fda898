package io.millrace.bench.efficiency;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The two, one after the other, again and again: what the machine does meanwhile hits both. */
final class Efficiency {

  /** A round gains when it needs less than this share of the best before it. */
  private static final double GAIN = 0.98;

  /** The broker and the clients are much code: the JVM compiles it for some minutes. */
  private static final int MOST_WARM_UPS = 12;

  private final PlainLoop loop;
  private final Pipeline pipeline;
  private final int frames;
  private final LongSupplier cpuNanos;

  /**
   * One pair of measurements.
   *
   * @param loopPerSecond frames per second of the plain loop
   * @param pipelinePerSecond frames per second through broker and workers
   * @param loopCpuMillis CPU time of the whole process per frame of the loop
   * @param pipelineCpuMillis the same of the pipeline
   */
  record Pair(
      double loopPerSecond,
      double pipelinePerSecond,
      double loopCpuMillis,
      double pipelineCpuMillis) {

    /** Throughput of the pipeline over that of the loop. */
    double ratio() {
      return pipelinePerSecond / loopPerSecond;
    }

    /**
     * CPU time of the loop over that of the pipeline: the ratio without the machine's other work.
     */
    double cpuRatio() {
      return loopCpuMillis / pipelineCpuMillis;
    }
  }

  private record Measured(double framesPerSecond, double cpuMillis, int texts) {}

  @FunctionalInterface
  private interface Work {
    int run(int repetitions) throws InterruptedException;
  }

  Efficiency(PlainLoop loop, Pipeline pipeline, int frames, LongSupplier cpuNanos) {
    this.loop = loop;
    this.pipeline = pipeline;
    this.frames = frames;
    this.cpuNanos = cpuNanos;
  }

  /** Warms both up until the JVM has compiled what they run, then measures so many pairs. */
  List<Pair> measure(int pairs, int repetitions) throws InterruptedException {
    warmUp(loop::run, repetitions);
    warmUp(pipeline::run, repetitions);
    List<Pair> measured = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      // Which goes first alternates too: a machine that grows slower must not favour one of them.
      Measured before =
          i % 2 == 0 ? time(loop::run, repetitions) : time(pipeline::run, repetitions);
      Measured after = i % 2 == 0 ? time(pipeline::run, repetitions) : time(loop::run, repetitions);
      Measured plain = i % 2 == 0 ? before : after;
      Measured kafka = i % 2 == 0 ? after : before;
      requireSameWork(plain, kafka);
      measured.add(
          new Pair(
              plain.framesPerSecond(),
              kafka.framesPerSecond(),
              plain.cpuMillis(),
              kafka.cpuMillis()));
    }
    return measured;
  }

  /** Runs until three rounds running have gained nothing. */
  private void warmUp(Work work, int repetitions) throws InterruptedException {
    double least = Double.POSITIVE_INFINITY;
    int idle = 0;
    for (int round = 0; round < MOST_WARM_UPS && idle < 3; round++) {
      double cpuMillis = time(work, repetitions).cpuMillis();
      idle = cpuMillis < least * GAIN ? 0 : idle + 1;
      least = Math.min(least, cpuMillis);
    }
  }

  private Measured time(Work work, int repetitions) throws InterruptedException {
    long cpu = cpuNanos.getAsLong();
    long start = System.nanoTime();
    int texts = work.run(repetitions);
    double seconds = (System.nanoTime() - start) / 1e9;
    double count = (double) frames * repetitions;
    double cpuMillis = (cpuNanos.getAsLong() - cpu) / count / TimeUnit.MILLISECONDS.toNanos(1);
    return new Measured(count / seconds, cpuMillis, texts);
  }

  /** The two find the same up to what JPEG changes; else one of them skipped work. */
  private static void requireSameWork(Measured plain, Measured kafka) {
    double most = Math.max(plain.texts(), kafka.texts());
    if (Math.min(plain.texts(), kafka.texts()) < 0.95 * most) {
      throw new IllegalStateException(
          "The loop found %d texts and the pipeline %d: they did not do the same work."
              .formatted(plain.texts(), kafka.texts()));
    }
  }
}
