package io.millrace.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.millrace.cli.SplitPlan.Stretch;
import io.millrace.cli.config.DeviceSection;
import io.millrace.cli.config.LimitsSection;
import io.millrace.cli.config.MillraceConfig;
import io.millrace.cli.config.PieceSection;
import io.millrace.cli.config.PipelineSection;
import io.millrace.cli.config.StageSection;
import io.millrace.dispatcher.app.Dispatcher;
import io.millrace.models.graph.Chain;
import io.millrace.models.graph.Cut;
import io.millrace.models.graph.SubModel;
import io.millrace.models.image.ImageCodec;
import io.millrace.planner.app.MeasuredLayers;
import io.millrace.planner.solve.layer.LayerStrategy;
import io.millrace.topics.broker.EmbeddedBroker;
import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.codec.Json;
import io.millrace.topics.codec.SizeText;
import io.millrace.topics.metric.MetricRegistry;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.CameraSpec;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.LayerProfileSpec;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.StageId;
import io.millrace.topics.record.StageSpec;
import io.millrace.topics.record.TensorForm;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.stream.TopicTail;
import io.millrace.topics.trace.Tracing;
import io.millrace.worker.app.DeviceTraits;
import io.millrace.worker.app.ModelFile;
import io.millrace.worker.app.WorkerSettings;
import io.millrace.worker.infer.InferenceEngine;
import io.millrace.worker.infer.PlainSession;
import io.millrace.worker.infer.Processor;
import io.millrace.worker.infer.Processor.Optimisation;
import io.millrace.worker.infer.ZeroRow;
import io.millrace.worker.serve.Emulation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Cuts a model over emulated devices and runs the pieces as a pipeline. */
@Command(
    name = "split-demo",
    mixinStandardHelpOptions = true,
    description =
        "Cut one model over emulated devices, run the pieces as stages of a live pipeline through a broker, "
            + "and hold every answer against the whole model's.",
    footer = {
      "",
      "Examples:",
      "  millrace split-demo",
      "  millrace split-demo yolox-nano --model-file yolox-nano=yolox_nano.onnx \\",
      "      --camera street.mp4 --slowdown 2,1,4 --tensors uint8",
      ""
    })
final class SplitDemoCommand implements Callable<Integer> {

  /** Long enough that no frame grows too old, whatever the devices pretend. */
  private static final Duration FRESHNESS = Duration.ofHours(1);

  /** The camera waits for the pipeline, so that no frame is dropped. */
  private static final String ASAP = "asap";

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration QUEUES = Duration.ofSeconds(60);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int LEAST_DEVICES = 2;
  private static final int MOST_DEVICES = 4;
  private static final int TIMED_RUNS = 15;

  /** Headers and metadata of a record, generously. */
  private static final int ROOM_BYTES = 256 << 10;

  /** How far pieces may be from the whole where the runtime fuses across their boundaries. */
  private static final double LAST_BITS = 2e-6;

  @Parameters(
      paramLabel = "MODEL",
      arity = "0..1",
      defaultValue = "mobilenetv2",
      description =
          "A model of the catalogue, or an architecture, built with weights from a seed (default: ${DEFAULT-VALUE}).")
  private String model = "";

  @Option(
      names = "--slowdown",
      split = ",",
      paramLabel = "TIMES",
      description =
          "The devices, two to four: how many times slower than this machine each is. The first has the camera (default: 3,1,2).")
  private List<Double> slowdowns = new ArrayList<>();

  @Option(
      names = "--bandwidth",
      paramLabel = "RATE",
      defaultValue = "50MB/s",
      description = "What each device sends to the others (default: ${DEFAULT-VALUE}).")
  private String bandwidth = "";

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      defaultValue = "bundles",
      description =
          "Who cuts: layers, preload, bundles, jointdnn, frequency, carbon or exhaustive (default: ${DEFAULT-VALUE}).")
  private String strategy = "";

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "Frames per second that the devices must keep up with (default: 95 %% of the most they can).")
  private double rate;

  @Option(
      names = "--tensors",
      paramLabel = "FORM",
      defaultValue = "float32",
      description =
          "How tensors travel between the pieces: float32, float16 or uint8 (default: ${DEFAULT-VALUE}).")
  private String tensors = "";

  @Option(
      names = "--optimisation",
      paramLabel = "LEVEL",
      defaultValue = "extended",
      description =
          "How much the runtime rewrites graphs: none, basic, extended or all. Answers are equal bit for bit up to extended (default: ${DEFAULT-VALUE}).")
  private String optimisation = "";

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description =
          "Measured times of the model's bundles on this machine, from millrace profile (default: by FLOPs).")
  private @Nullable Path profile;

  @Option(
      names = "--frames",
      paramLabel = "N",
      defaultValue = "40",
      description = "How many frames to compare (default: ${DEFAULT-VALUE}).")
  private int frames;

  @Option(
      names = "--camera",
      paramLabel = "ADDRESS",
      defaultValue = "gate:",
      description = "The camera: a file, rtsp://, http:// or gate: (default: ${DEFAULT-VALUE}).")
  private String camera = "";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Keep the pieces there (default: they go with the run).")
  private @Nullable Path out;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the run's figures there.")
  private @Nullable Path json;

  @Mixin private ModelOptions models = new ModelOptions();

  @Mixin private WebOptions web = new WebOptions();

  @Spec private CommandSpec spec;

  /**
   * A stage of the split.
   *
   * @param name its name
   * @param device who runs it
   * @param slowdown of the device
   * @param fromUnit first unit of the model's chain, from 1
   * @param toUnit last unit
   * @param sends shape of the tensor that it hands on; the model's output for the last
   * @param bytesPerFrame measured on the topic after it; 0 for the last
   */
  record StageRow(
      String name,
      String device,
      double slowdown,
      @JsonProperty("from_unit") int fromUnit,
      @JsonProperty("to_unit") int toUnit,
      String sends,
      @JsonProperty("bytes_per_frame") double bytesPerFrame) {}

  /** All of a run. */
  record Report(
      String model,
      String strategy,
      String times,
      String tensors,
      String optimisation,
      @JsonProperty("planned_rate") double plannedRate,
      @JsonProperty("planned_latency_seconds") double plannedLatencySeconds,
      List<StageRow> stages,
      SplitJudge.Verdict verdict,
      RunReport run) {}

  /** What was taken from the topics while the pipeline ran. */
  private record Tapped(List<byte[]> frames, Map<String, LongAdder> bytes) {}

  @Override
  public Integer call() throws Exception {
    if (slowdowns.isEmpty()) {
      slowdowns = List.of(3.0, 1.0, 2.0);
    }
    if (slowdowns.size() < LEAST_DEVICES || slowdowns.size() > MOST_DEVICES) {
      throw new IllegalArgumentException(
          "--slowdown must name %d to %d devices (named %d)"
              .formatted(LEAST_DEVICES, MOST_DEVICES, slowdowns.size()));
    }
    if (frames < 1) {
      throw new IllegalArgumentException("--frames must be at least 1 (was " + frames + ")");
    }
    Path folder = Files.createTempDirectory("millrace-split");
    try {
      return run(folder);
    } finally {
      Folders.delete(folder);
    }
  }

  private int run(Path folder) throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    TensorForm form = TensorForm.named(tensors);
    Processor processor = Processor.cpu(1).with(Optimisation.named(optimisation));
    LayerStrategy how = LayerStrategy.named(strategy);
    SplitModel whole = SplitModel.of(model, models, folder, err);
    Chain chain = whole.graph().chain();
    LayerProfileSpec measured = profile == null ? null : profile(profile, chain);
    double seconds = wholeSeconds(whole, processor);
    SplitPlan plan =
        new Progress(err)
            .during(
                "cutting %d units over %d devices with %s"
                    .formatted(chain.units().size(), slowdowns.size(), how.name()),
                () ->
                    SplitPlan.make(
                        new SplitPlan.Question(
                            chain,
                            whole.id(),
                            seconds,
                            measured,
                            slowdowns.stream().mapToDouble(Double::doubleValue).toArray(),
                            SizeText.bytesPerSecond("--bandwidth", bandwidth),
                            form,
                            how,
                            rate)));
    if (plan.stretches().size() == 1) {
      throw new CommandException(
          "The best is not to cut: %s alone keeps up with %.3g frames/s.%nMaybe ask for more with --rate, for more --bandwidth, or for a slower first device with --slowdown."
              .formatted(SplitPlan.device(plan.stretches().get(0).device()), plan.rate()));
    }
    List<Cut> cuts =
        plan.stretches().stream().skip(1).map(s -> chain.cuts().get(s.from() - 1)).toList();
    List<SubModel> pieces = whole.graph().split(cuts, out == null ? folder : out, whole.id());
    return live(whole, plan, pieces, form, processor, folder);
  }

  private static LayerProfileSpec profile(Path file, Chain chain) {
    MeasuredLayers measured = MeasuredLayers.read(file);
    if (measured.layers() != chain.units().size()) {
      throw new IllegalArgumentException(
          "%s: profiles a model of %d layers, but this one has %d.%nMaybe it is of another model."
              .formatted(file, measured.layers(), chain.units().size()));
    }
    return measured.profile();
  }

  /** What the whole model takes here: the median of some runs after some others. */
  private static double wholeSeconds(SplitModel whole, Processor processor) {
    try (InferenceEngine engine = InferenceEngine.load(whole.file(), processor)) {
      double[] seconds = new double[TIMED_RUNS];
      var row = new ZeroRow(engine.input());
      for (int i = -TIMED_RUNS / 3; i < TIMED_RUNS; i++) {
        long start = System.nanoTime();
        engine.run(List.of(row));
        if (i >= 0) {
          seconds[i] = (System.nanoTime() - start) / 1e9;
        }
      }
      Arrays.sort(seconds);
      return seconds[TIMED_RUNS / 2];
    }
  }

  private MillraceConfig config(SplitPlan plan, List<SubModel> pieces, TensorForm form) {
    List<StageSection> stages =
        IntStream.range(0, pieces.size())
            .mapToObj(
                i ->
                    new StageSection(
                        "piece-" + (i + 1),
                        model,
                        1,
                        null,
                        1,
                        null,
                        null,
                        new PieceSection(
                            pieces.get(i).saved().file().toString(),
                            i + 1,
                            pieces.size(),
                            form.label())))
            .toList();
    long largest =
        pieces.stream().mapToLong(piece -> piece.outputs().get(0).bytes()).max().orElseThrow();
    int limit =
        Math.max(TopicCatalog.DEFAULT_MAX_RECORD_BYTES, Math.toIntExact(largest + ROOM_BYTES));
    return new MillraceConfig(
        new PipelineSection("split", 1, FRESHNESS, stages),
        null,
        plan.stretches().stream()
            .map(stretch -> DeviceSection.of(SplitPlan.device(stretch.device())))
            .distinct()
            .toList(),
        null,
        new LimitsSection(limit, null),
        null);
  }

  private int live(
      SplitModel whole,
      SplitPlan plan,
      List<SubModel> pieces,
      TensorForm form,
      Processor processor,
      Path folder)
      throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    MillraceConfig config = config(plan, pieces, form);
    PipelineSpec pipeline = config.pipeline().toSpec();
    int limit = config.limits().maxRecordBytes();
    SplitJudge judge = new SplitJudge(whole.task());
    List<ModelOptions.StageModel> files = files(pipeline, whole, judge);
    Tapped tapped =
        new Tapped(Collections.synchronizedList(new ArrayList<>()), new ConcurrentHashMap<>());
    Progress progress = new Progress(err);
    RunReport run;
    try (Shutdown shutdown = new Shutdown();
        MetricRegistry registry = MetricRegistry.ofProcess();
        EmbeddedBroker broker =
            progress.during(
                "starting the broker",
                () -> EmbeddedBroker.start(folder.resolve("broker"), 0, limit))) {
      KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), Map.of(), limit);
      Wiring.ensureTopics(config, kafka, "millrace-split");
      try (TopicTail tail = tap(kafka, pipeline, tapped);
          Dispatcher dispatcher =
              Wiring.dispatcher(config, kafka, registry, Tracing.OFF, web.settings(), List.of());
          Workers workers = new Workers()) {
        tail.start();
        progress.during(
            "warming the pieces",
            () -> {
              for (WorkerSettings settings : devices(plan, pipeline, processor)) {
                workers.add(Wiring.worker(settings, kafka, registry, Tracing.OFF, files));
              }
              return workers;
            });
        Wiring.awaitReady(dispatcher, shutdown, err);
        err.println("page on " + dispatcher.address());
        Wiring.addCameras(
            dispatcher, List.of(new CameraSpec(new CameraId("camera"), camera, ASAP)));
        awaitFrames(dispatcher, judge, shutdown);
        dispatcher.stopCameras();
        progress.during(
            "letting the frames under way come out", () -> dispatcher.awaitAccounted(QUEUES));
        run = RunReport.of(dispatcher);
      }
    }
    try (PlainSession session = new PlainSession(whole.file(), processor)) {
      ImageCodec codec = new ImageCodec(config.limits().maxPicturePixels());
      SplitJudge.Verdict verdict =
          progress.during(
              "running the whole model on the same frames",
              () -> judge.judge(List.copyOf(tapped.frames()), codec, session));
      return tell(
          new Report(
              whole.id(),
              plan.solution().strategy(),
              plan.problem().origin(),
              form.label(),
              optimisation,
              plan.rate(),
              plan.solution().score().seconds(),
              rows(plan, pipeline, pieces, tapped),
              verdict,
              run));
    }
  }

  private static List<ModelOptions.StageModel> files(
      PipelineSpec pipeline, SplitModel whole, SplitJudge judge) {
    return pipeline.stages().stream()
        .map(
            stage ->
                new ModelOptions.StageModel(
                    stage,
                    new ModelFile(
                        Path.of(stage.piece().file()),
                        stage.piece().last() ? judge.watched() : whole.task())))
        .toList();
  }

  private List<WorkerSettings> devices(SplitPlan plan, PipelineSpec pipeline, Processor processor) {
    double bytesPerSecond = SizeText.bytesPerSecond("--bandwidth", bandwidth);
    List<WorkerSettings> devices = new ArrayList<>();
    for (int device = 0; device < slowdowns.size(); device++) {
      Map<StageId, Integer> instances = new LinkedHashMap<>();
      for (int i = 0; i < plan.stretches().size(); i++) {
        if (plan.stretches().get(i).device() == device) {
          instances.put(pipeline.stages().get(i).name(), 1);
        }
      }
      if (!instances.isEmpty()) {
        Emulation emulation =
            Emulation.slower(slowdowns.get(device)).withNetwork(bytesPerSecond, Map.of());
        devices.add(
            new WorkerSettings(
                new DeviceId(SplitPlan.device(device)),
                pipeline,
                instances,
                processor,
                new DeviceTraits("", "", false, emulation),
                LimitsSection.DEFAULT_MAX_PICTURE_PIXELS,
                QUEUES));
      }
    }
    return devices;
  }

  /** Keeps the frames and counts the bytes between the pieces. */
  private static TopicTail tap(KafkaConnection kafka, PipelineSpec pipeline, Tapped tapped) {
    String first = TopicCatalog.frames(pipeline.name());
    return new TopicTail(
        kafka.reader("split-tap"),
        pipeline.stages().stream()
            .map(stage -> TopicCatalog.input(pipeline, stage.name()))
            .toList(),
        TopicTail.From.BEGINNING,
        record -> {
          if (record.topic().equals(first)) {
            tapped.frames().add(record.value());
          }
          tapped
              .bytes()
              .computeIfAbsent(record.topic(), unused -> new LongAdder())
              .add(record.value().length);
        });
  }

  private void awaitFrames(Dispatcher dispatcher, SplitJudge judge, Shutdown shutdown)
      throws InterruptedException {
    long start = System.nanoTime();
    int before = 0;
    while (judge.count() < frames && !shutdown.await(LOOK_NANOS)) {
      if (dispatcher.camerasEnded() && dispatcher.awaitAccounted(Duration.ZERO)) {
        return;
      }
      if (judge.count() > before) {
        before = judge.count();
        start = System.nanoTime();
      } else if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new CommandException(
            "No frame came out of the last piece for %d s.%nMaybe the log above says why."
                .formatted(PATIENCE.toSeconds()));
      }
    }
  }

  private List<StageRow> rows(
      SplitPlan plan, PipelineSpec pipeline, List<SubModel> pieces, Tapped tapped) {
    List<StageRow> rows = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      Stretch stretch = plan.stretches().get(i);
      StageSpec stage = pipeline.stages().get(i);
      double bytes =
          pipeline
              .after(stage.name())
              .map(next -> tapped.bytes().get(TopicCatalog.input(pipeline, next.name())))
              .map(sum -> (double) sum.sum() / Math.max(1, tapped.frames().size()))
              .orElse(0.0);
      rows.add(
          new StageRow(
              stage.name().value(),
              SplitPlan.device(stretch.device()),
              slowdowns.get(stretch.device()),
              stretch.from() + 1,
              stretch.to(),
              pieces.get(i).outputs().get(0).shapeText(),
              bytes));
    }
    return rows;
  }

  private int tell(Report report) throws IOException {
    PrintWriter writer = spec.commandLine().getOut();
    SplitJudge.Verdict verdict = report.verdict();
    writer.printf(
        "%n  %-10s %-8s %9s %-9s %-18s %14s%n",
        "stage", "device", "slowdown", "units", "sends", "bytes/frame");
    for (StageRow row : report.stages()) {
      writer.printf(
          Locale.ROOT,
          "  %-10s %-8s %9.2f %-9s %-18s %14.0f%n",
          row.name(),
          row.device(),
          row.slowdown(),
          row.fromUnit() + "-" + row.toUnit(),
          row.sends(),
          row.bytesPerFrame());
    }
    writer.println();
    line(writer, "strategy", "%s, times %s".formatted(report.strategy(), report.times()));
    line(
        writer,
        "planned",
        String.format(
            Locale.ROOT,
            "%.1f ms a frame at %.2f frames/s",
            report.plannedLatencySeconds() * 1000,
            report.plannedRate()));
    line(
        writer,
        "tensors",
        "%s, graphs optimised: %s".formatted(report.tensors(), report.optimisation()));
    report.run().print(writer);
    line(
        writer,
        "equal bit for bit",
        "%d of %d frames".formatted(verdict.equalFrames(), verdict.frames()));
    line(
        writer,
        "largest difference",
        String.format(
            Locale.ROOT,
            "%.3g, %.3g of the greatest number",
            verdict.largestDifference(),
            verdict.relativeDifference()));
    line(
        writer,
        "finds",
        String.format(
            Locale.ROOT,
            "%d of the whole model's %d found again, %d besides; scores differ by %.2g at most",
            verdict.foundAgain(),
            verdict.finds(),
            verdict.foundOnly(),
            verdict.largestScoreDifference()));
    writer.println();
    writer.flush();
    if (json != null) {
      Files.writeString(json, Json.pretty(report) + System.lineSeparator());
    }
    return passed(report) ? 0 : Millrace.FAILED;
  }

  /** Quantised tensors lose what they lose; as they are, they may lose nothing. */
  private boolean passed(Report report) {
    SplitJudge.Verdict verdict = report.verdict();
    boolean complete =
        report.run().accounted() && verdict.frames() > 0 && report.run().deadLetters() == 0;
    boolean exact =
        verdict.equal()
            || (Optimisation.named(optimisation) == Optimisation.ALL
                && verdict.relativeDifference() <= LAST_BITS);
    return complete && (exact || TensorForm.named(tensors) != TensorForm.FLOAT32);
  }

  private static void line(PrintWriter writer, String what, String value) {
    writer.printf("  %-20s %s%n", what, value);
  }
}
