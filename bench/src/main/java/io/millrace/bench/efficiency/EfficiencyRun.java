package io.millrace.bench.efficiency;

import ai.onnxruntime.OrtException;
import io.millrace.dispatcher.ingest.CameraSettings;
import io.millrace.dispatcher.ingest.CameraSources;
import io.millrace.dispatcher.ingest.source.CameraSource;
import io.millrace.models.image.Image;
import io.millrace.models.image.ImageCodec;
import io.millrace.topics.admin.TopicAdmin;
import io.millrace.topics.broker.EmbeddedBroker;
import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.metric.MetricRegistry;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.CameraSpec;
import io.millrace.topics.record.DeviceId;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Sets both sides up in this JVM and measures them.
 *
 * <p>Both see the same pixels: the loop's frames are decoded from the very JPEG files that the
 * pipeline gets. Both have the same threads for models: one session with one thread per stage and
 * core in the pipeline, where a stage waits while another works; as many threads as cores in the
 * loop.
 */
public final class EfficiencyRun {

  /**
   * Frames of one measurement: some seconds of work, so that starting and stopping do not count.
   */
  public static final int FRAMES = 80;

  private static final int WINDOW = 32;
  private static final String CAMERA = "gate:?seed=1&rate=4";

  private final PipelineSpec pipeline;
  private final Function<StageSpec, ModelFile> models;
  private final int threads;
  private final LongSupplier cpuNanos;

  /**
   * What came of it.
   *
   * @param pairs the measurements
   * @param frameBytes mean size of a frame as it travels
   */
  public record Outcome(List<Measurement> pairs, double frameBytes) {}

  /**
   * One pair of measurements, see {@link Efficiency.Pair}.
   *
   * @param loopPerSecond frames per second of the plain loop
   * @param pipelinePerSecond frames per second through broker and workers
   * @param ratio the pipeline's over the loop's
   * @param loopCpuMillis CPU time per frame of the loop
   * @param pipelineCpuMillis CPU time per frame of the pipeline, broker included
   * @param cpuRatio the loop's over the pipeline's
   */
  public record Measurement(
      double loopPerSecond,
      double pipelinePerSecond,
      double ratio,
      double loopCpuMillis,
      double pipelineCpuMillis,
      double cpuRatio) {

    static Measurement of(Efficiency.Pair pair) {
      return new Measurement(
          pair.loopPerSecond(),
          pair.pipelinePerSecond(),
          pair.ratio(),
          pair.loopCpuMillis(),
          pair.pipelineCpuMillis(),
          pair.cpuRatio());
    }
  }

  /** A run with so many threads on either side. */
  public EfficiencyRun(
      PipelineSpec pipeline,
      Function<StageSpec, ModelFile> models,
      int threads,
      LongSupplier cpuNanos) {
    this.pipeline = pipeline;
    this.models = models;
    this.threads = threads;
    this.cpuNanos = cpuNanos;
  }

  /**
   * Measures so many pairs, each frame so many times in each, with the broker's data in a folder.
   */
  public Outcome measure(int pairs, int repetitions, Path data)
      throws InterruptedException, OrtException {
    List<byte[]> jpegs = draw();
    List<Image> images = jpegs.stream().map(new ImageCodec()::decode).toList();
    int limit = TopicCatalog.DEFAULT_MAX_RECORD_BYTES;
    Map<StageId, Integer> instances = new LinkedHashMap<>();
    pipeline.stages().forEach(stage -> instances.put(stage.name(), threads));
    try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0, limit)) {
      KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), Map.of(), limit);
      try (TopicAdmin admin = new TopicAdmin(kafka.admin("bench"))) {
        admin.ensure(TopicCatalog.topics(pipeline, limit));
      }
      WorkerSettings settings =
          WorkerSettings.of(new DeviceId("bench"), pipeline, instances, Processor.cpu(1));
      try (MetricRegistry registry = MetricRegistry.ofProcess();
          Worker worker =
              Worker.start(
                  settings,
                  kafka.measuredBy(registry),
                  registry,
                  models,
                  Clock.systemUTC(),
                  System::nanoTime,
                  new SplittableRandom(1));
          Pipeline through = new Pipeline(pipeline, kafka, jpegs, WINDOW);
          PlainLoop loop =
              new PlainLoop(images, pipeline.stages().stream().map(models).toList(), threads)) {
        if (!worker.ready()) {
          throw new IllegalStateException("The worker started but does not serve.");
        }
        List<Measurement> measured =
            new Efficiency(loop, through, jpegs.size(), cpuNanos)
                .measure(pairs, repetitions).stream().map(Measurement::of).toList();
        double bytes = jpegs.stream().mapToInt(jpeg -> jpeg.length).average().orElse(0);
        return new Outcome(measured, bytes);
      }
    }
  }

  static List<byte[]> draw() throws InterruptedException {
    CameraSettings camera =
        CameraSettings.of(new CameraSpec(new CameraId("bench"), CAMERA, "asap"));
    List<byte[]> jpegs = new ArrayList<>();
    try (CameraSource source = new CameraSources(System::nanoTime).open(camera)) {
      while (jpegs.size() < FRAMES) {
        jpegs.add(source.next().orElseThrow().encode(Instant.EPOCH).jpeg());
      }
    }
    return jpegs;
  }
}
