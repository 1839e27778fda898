package io.millrace.cli;

import io.millrace.cli.config.DeviceSection;
import io.millrace.cli.config.MillraceConfig;
import io.millrace.dispatcher.app.Dispatcher;
import io.millrace.planner.app.PlannerService;
import io.millrace.topics.broker.EmbeddedBroker;
import io.millrace.topics.codec.DurationText;
import io.millrace.topics.metric.MetricRegistry;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.trace.Tracing;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs everything in one process. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Run broker, cameras, four unequal emulated devices, their planner and the page in one process,"
            + " and account for every frame at the end.",
    footer = {
      "",
      "Examples:",
      "  millrace demo --for 30s --json out.json",
      "  millrace demo --pipeline text --camera yard.mp4 --pace asap",
      "  millrace demo --pipeline objects --model-file yolox-nano=yolox_nano.onnx \\",
      "      --camera street.mp4 --pace asap",
      ""
    })
final class DemoCommand implements Callable<Integer> {

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  @Mixin private ConfigOptions config = new ConfigOptions();

  @Mixin private CameraOptions cameras = new CameraOptions();

  @Mixin private ModelOptions models = new ModelOptions();

  @Mixin private WebOptions web = new WebOptions();

  @Mixin private ReportOptions report = new ReportOptions();

  @Mixin private PlannerCommand.PlannerOptions planner = new PlannerCommand.PlannerOptions();

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description =
          "Stop after this time, such as 30s (default: at Ctrl-C, or when all files have ended).")
  private @Nullable String duration;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder for the broker's data (default: a temporary one).")
  private @Nullable Path data;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    long most = duration == null ? Long.MAX_VALUE : DurationText.parse(duration).toNanos();
    MillraceConfig wanted = config.read("fleet");
    Path folder = data == null ? Files.createTempDirectory("millrace-demo") : data;
    try {
      return run(wanted, folder, most);
    } finally {
      if (data == null) {
        Folders.delete(folder);
      }
    }
  }

  private int run(MillraceConfig wanted, Path folder, long mostNanos) throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    Progress progress = new Progress(err);
    PipelineSpec pipeline = wanted.pipeline().toSpec();
    int limit = wanted.limits().maxRecordBytes();
    var fetched = models.fetch(wanted, pipeline.stages(), err);
    try (Shutdown shutdown = new Shutdown();
        MetricRegistry registry = MetricRegistry.ofProcess();
        Tracing tracing = Wiring.tracing("millrace-demo");
        RunReport.Results results = report.openResults();
        EmbeddedBroker broker =
            progress.during("starting the broker", () -> EmbeddedBroker.start(folder, 0, limit))) {
      KafkaConnection kafka =
          new KafkaConnection(broker.bootstrapServers(), Map.of(), limit).measuredBy(registry);
      Wiring.ensureTopics(wanted, kafka, "millrace-demo");
      try (Dispatcher dispatcher =
              Wiring.dispatcher(
                  wanted, kafka, registry, tracing, web.settings(), results.listeners());
          Workers workers = new Workers()) {
        progress.during(
            "warming the models",
            () -> {
              for (DeviceSection device : wanted.devices()) {
                workers.add(
                    Wiring.worker(
                        Wiring.workerSettings(wanted, device, device.planned(), device.stages()),
                        kafka,
                        registry,
                        tracing,
                        fetched));
              }
              return workers;
            });
        boolean planned = wanted.devices().stream().anyMatch(DeviceSection::planned);
        if (planned) {
          workers.plan(
              PlannerService.start(
                  planner.settings(wanted),
                  kafka,
                  registry,
                  List.of(decision -> PlannerCommand.print(decision, err)),
                  Clock.systemUTC(),
                  System::nanoTime));
        }
        Wiring.awaitReady(dispatcher, shutdown, err);
        Wiring.addCameras(dispatcher, cameras.specs(wanted));
        err.println("broker on " + broker.bootstrapServers());
        err.println("page on " + dispatcher.address());
        err.flush();
        awaitEnd(dispatcher, shutdown, mostNanos);
        return report.finish(dispatcher, spec.commandLine().getOut(), err);
      }
    }
  }

  private static void awaitEnd(Dispatcher dispatcher, Shutdown shutdown, long mostNanos)
      throws InterruptedException {
    long start = System.nanoTime();
    while (System.nanoTime() - start < mostNanos && !shutdown.await(LOOK_NANOS)) {
      if (dispatcher.camerasEnded() && dispatcher.awaitAccounted(Duration.ZERO)) {
        return;
      }
    }
  }
}
