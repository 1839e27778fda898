package io.millrace.bench.efficiency;

import io.millrace.topics.admin.TopicAdmin;
import io.millrace.topics.broker.EmbeddedBroker;
import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.metric.MetricRegistry;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.StageId;
import io.millrace.topics.record.StageSpec;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.worker.app.ModelFile;
import io.millrace.worker.app.Worker;
import io.millrace.worker.app.WorkerSettings;
import io.millrace.worker.infer.Processor;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The same frames through two equal workers of one JVM in turn: one counts, times, and is scraped
 * every second; the other has nowhere to count to. What the machine does meanwhile hits both.
 */
public final class MetricsCost {

  /** Time between two scrapes, shorter than anybody's (1 s). */
  public static final Duration SCRAPES = Duration.ofSeconds(1);

  private static final int WINDOW = 32;

  private final PipelineSpec pipeline;
  private final Function<StageSpec, ModelFile> models;
  private final int instances;
  private final LongSupplier cpuNanos;

  /**
   * One pair of measurements.
   *
   * @param withPerSecond frames per second while counting
   * @param withoutPerSecond frames per second without
   * @param withCpuMillis CPU time of the process per frame while counting
   * @param withoutCpuMillis the same without
   */
  public record Pair(
      double withPerSecond,
      double withoutPerSecond,
      double withCpuMillis,
      double withoutCpuMillis) {

    /** Throughput with metrics over that without. */
    public double ratio() {
      return withPerSecond / withoutPerSecond;
    }

    /** CPU time without metrics over that with: the ratio without the machine's other work. */
    public double cpuRatio() {
      return withoutCpuMillis / withCpuMillis;
    }
  }

  private record Side(double framesPerSecond, double cpuMillis) {}

  /** A run with so many instances of every stage on either side. */
  public MetricsCost(
      PipelineSpec pipeline,
      Function<StageSpec, ModelFile> models,
      int instances,
      LongSupplier cpuNanos) {
    this.pipeline = pipeline;
    this.models = models;
    this.instances = instances;
    this.cpuNanos = cpuNanos;
  }

  /** Measures so many pairs after so many rounds of warming up, with the broker's data there. */
  public List<Pair> measure(int warmUps, int pairs, int repetitions, Path data)
      throws InterruptedException {
    List<byte[]> jpegs = EfficiencyRun.draw();
    int limit = TopicCatalog.DEFAULT_MAX_RECORD_BYTES;
    PipelineSpec counted = named("counted");
    PipelineSpec plain = named("plain");
    try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0, limit);
        MetricRegistry registry = MetricRegistry.ofProcess();
        MetricRegistry none = MetricRegistry.none()) {
      KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), Map.of(), limit);
      try (TopicAdmin admin = new TopicAdmin(kafka.admin("bench"))) {
        admin.ensure(TopicCatalog.topics(counted, limit));
        admin.ensure(TopicCatalog.topics(plain, limit));
      }
      try (Worker counting = worker(counted, kafka.measuredBy(registry), registry);
          Worker other = worker(plain, kafka, none);
          Pipeline with = new Pipeline(counted, kafka, jpegs, WINDOW);
          Pipeline without = new Pipeline(plain, kafka, jpegs, WINDOW)) {
        if (!counting.ready() || !other.ready()) {
          throw new IllegalStateException("The workers started but do not serve.");
        }
        for (int i = 0; i < warmUps; i++) {
          scraped(registry, with, jpegs.size(), repetitions);
          time(without, jpegs.size(), repetitions);
        }
        List<Pair> measured = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
          // Which goes first alternates: a machine that grows slower must not favour one of them.
          boolean first = i % 2 == 0;
          Side before =
              first
                  ? scraped(registry, with, jpegs.size(), repetitions)
                  : time(without, jpegs.size(), repetitions);
          Side after =
              first
                  ? time(without, jpegs.size(), repetitions)
                  : scraped(registry, with, jpegs.size(), repetitions);
          measured.add(first ? pair(before, after) : pair(after, before));
        }
        return measured;
      }
    }
  }

  private static Pair pair(Side with, Side without) {
    return new Pair(
        with.framesPerSecond(), without.framesPerSecond(), with.cpuMillis(), without.cpuMillis());
  }

  private Side scraped(MetricRegistry registry, Pipeline through, int frames, int repetitions)
      throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    Thread scraper = new Thread(() -> scrape(registry, done), "scraper");
    scraper.start();
    try {
      return time(through, frames, repetitions);
    } finally {
      done.countDown();
      scraper.join();
    }
  }

  private static void scrape(MetricRegistry registry, CountDownLatch done) {
    try {
      while (!done.await(SCRAPES.toMillis(), TimeUnit.MILLISECONDS)) {
        if (registry.scrape(MetricRegistry.OPEN_METRICS).isEmpty()) {
          throw new IllegalStateException("There is nothing to scrape.");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Side time(Pipeline through, int frames, int repetitions) throws InterruptedException {
    long cpu = cpuNanos.getAsLong();
    long start = System.nanoTime();
    int texts = through.run(repetitions);
    double seconds = (System.nanoTime() - start) / 1e9;
    if (texts == 0) {
      throw new IllegalStateException("No text was found: the stages did not do their work.");
    }
    double count = (double) frames * repetitions;
    return new Side(
        count / seconds, (cpuNanos.getAsLong() - cpu) / count / TimeUnit.MILLISECONDS.toNanos(1));
  }

  private PipelineSpec named(String name) {
    return new PipelineSpec(
        new PipelineId(name), pipeline.version(), pipeline.freshness(), pipeline.stages());
  }

  private Worker worker(PipelineSpec of, KafkaConnection kafka, MetricRegistry registry) {
    Map<StageId, Integer> wanted = new LinkedHashMap<>();
    of.stages().forEach(stage -> wanted.put(stage.name(), instances));
    return Worker.start(
        WorkerSettings.of(new DeviceId(of.name().value()), of, wanted, Processor.cpu(1)),
        kafka,
        registry,
        models,
        Clock.systemUTC(),
        System::nanoTime,
        new SplittableRandom(1));
  }
}
