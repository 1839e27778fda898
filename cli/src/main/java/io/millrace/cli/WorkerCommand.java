package io.millrace.cli;

import io.millrace.cli.config.DeviceSection;
import io.millrace.cli.config.MillraceConfig;
import io.millrace.dispatcher.web.Readiness;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.StageId;
import io.millrace.topics.record.StageSpec;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.trace.Tracing;
import io.millrace.worker.app.Worker;
import io.millrace.worker.app.WorkerSettings;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a device's stages as a process of its own. */
@Command(
    name = "worker",
    mixinStandardHelpOptions = true,
    description = "Run the stages of a device; adding a worker adds capacity.",
    footer = {
      "",
      "Examples:",
      "  millrace worker --config millrace.yaml --device jetson-1",
      "  millrace worker --pipeline text --device helper --stage text-read --instances 2",
      "  millrace worker --pipeline text --device jetson-2 --planned",
      "  millrace worker --config millrace.yaml --device pod-7f3a --like nano",
      ""
    })
final class WorkerCommand implements Callable<Integer> {

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Mixin private ConfigOptions config = new ConfigOptions();

  @Mixin private ModelOptions models = new ModelOptions();

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description =
          "The device to be: one of the configuration (default: its first), or any other name with --stage, --all-stages or --planned.")
  private @Nullable String device;

  @Option(
      names = "--like",
      paramLabel = "NAME",
      description =
          "The configuration's device to be a copy of, under the name of --device: one entry for many equal machines.")
  private @Nullable String like;

  @Option(
      names = "--stage",
      paramLabel = "NAME",
      description = "Run only this stage, whatever the configuration says.")
  private @Nullable String stage;

  @Option(names = "--all-stages", description = "Run every stage, whatever the configuration says.")
  private boolean allStages;

  @Option(
      names = "--instances",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Instances of --stage, or of each with --all-stages (default: ${DEFAULT-VALUE}).")
  private int instances;

  @Option(
      names = "--planned",
      description = "Run what the plan gives the device, whatever the configuration says.")
  private boolean planned;

  @Mixin private HttpOptions http = new HttpOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    MillraceConfig wanted = config.read();
    WorkerSettings settings = settings(wanted);
    PipelineSpec pipeline = settings.pipeline();
    var fetched =
        models.fetch(
            wanted,
            settings.traits().planned()
                ? pipeline.stages()
                : settings.instances().keySet().stream().map(pipeline::stage).toList(),
            err);
    KafkaConnection connection = kafka.connection(wanted.limits().maxRecordBytes());
    Progress progress = new Progress(err);
    try (Shutdown shutdown = new Shutdown();
        Observed observed = new Observed(http.settings(), connection, "millrace-worker");
        Tracing tracing = Wiring.tracing("millrace-worker")) {
      Wiring.prepareTopics(wanted, connection, "millrace-worker", progress);
      try (Worker worker =
          progress.during(
              settings.traits().planned() ? "profiling the stages" : "warming the models",
              () ->
                  Wiring.worker(
                      settings, observed.kafka(), observed.registry(), tracing, fetched))) {
        observed.working(
            () ->
                worker.ready() ? Readiness.READY : Readiness.waitingFor("Instances are missing."));
        String metrics = ", metrics on " + observed.metricsAddress();
        err.println(
            settings.traits().planned()
                ? "device %s follows the plan%s".formatted(settings.device(), metrics)
                : "device %s serves %s%s"
                    .formatted(settings.device(), settings.instances(), metrics));
        err.flush();
        shutdown.await();
      }
    }
    return 0;
  }

  private WorkerSettings settings(MillraceConfig wanted) {
    boolean byHand = stage != null || allStages;
    if (planned && byHand) {
      throw new IllegalArgumentException(
          "--planned leaves it to the plan what the device runs.%nMaybe leave --stage and --all-stages away."
              .formatted());
    }
    DeviceSection section = section(wanted);
    boolean follows = planned || (section.planned() && !byHand);
    return Wiring.workerSettings(
        wanted, section, follows, follows ? Map.of() : what(wanted, section));
  }

  private Map<StageId, Integer> what(MillraceConfig wanted, DeviceSection section) {
    if (stage == null && !allStages) {
      return section.stages();
    }
    Map<StageId, Integer> what = new LinkedHashMap<>();
    for (StageSpec each : wanted.pipeline().toSpec().stages()) {
      if (stage == null || each.name().value().equals(stage)) {
        what.put(each.name(), instances);
      }
    }
    if (stage != null && what.isEmpty()) {
      wanted.pipeline().toSpec().stage(new StageId(stage));
    }
    return what;
  }

  private DeviceSection section(MillraceConfig wanted) {
    String name = device;
    String model = like;
    if (model != null && name == null) {
      throw new IllegalArgumentException(
          "--like says what to be a copy of, but not under which name.%nMaybe add --device."
              .formatted());
    }
    if (name == null) {
      return wanted.devices().stream()
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "The configuration names no device.%nMaybe give one with --device and --stage."
                          .formatted()));
    }
    if (model != null) {
      return find(wanted, model)
          .orElseThrow(() -> unknown(wanted, model, "Maybe --like one of %s."))
          .named(name);
    }
    return find(wanted, name)
        .orElseGet(
            () -> {
              if (stage == null && !allStages && !planned) {
                throw unknown(
                    wanted,
                    name,
                    "Maybe one of %s, or say what it shall run with --stage, --all-stages or --like, or that it follows the plan with --planned.");
              }
              return DeviceSection.of(name);
            });
  }

  private static Optional<DeviceSection> find(MillraceConfig wanted, String name) {
    return wanted.devices().stream().filter(device -> device.name().equals(name)).findFirst();
  }

  private static IllegalArgumentException unknown(
      MillraceConfig wanted, String name, String advice) {
    return new IllegalArgumentException(
        "The configuration has no device '%s'.%n".formatted(name)
            + advice.formatted(wanted.devices().stream().map(DeviceSection::name).toList()));
  }
}
