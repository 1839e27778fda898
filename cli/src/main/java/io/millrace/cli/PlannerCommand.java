package io.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.cli.config.MillraceConfig;
import io.millrace.dispatcher.web.Readiness;
import io.millrace.planner.app.PlannerService;
import io.millrace.planner.app.PlannerSettings;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Objective;
import io.millrace.planner.replan.LivePipeline;
import io.millrace.planner.replan.ReplanSettings;
import io.millrace.planner.solve.Strategies;
import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.codec.DurationText;
import io.millrace.topics.codec.Json;
import io.millrace.topics.record.DecisionSpec;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.PlanRequest;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.stream.RecordSink;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.internals.RecordHeaders;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a planner as a process of its own, and asks things of a running one. */
@Command(
    name = "planner",
    mixinStandardHelpOptions = true,
    description =
        "Keep a plan in force for the devices that take plans: profile, plan, watch, plan again.",
    footer = {
      "",
      "Examples:",
      "  millrace planner --config millrace.yaml --bootstrap-servers kafka:9092",
      "  millrace planner --pipeline text --objective energy --demand 8 --by-hand",
      "  millrace planner roll-back --epoch 4",
      ""
    })
final class PlannerCommand implements Callable<Integer> {

  private static final byte[] KEY = "planner".getBytes(UTF_8);
  private static final int PATIENCE_SECONDS = 30;

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Mixin private ConfigOptions config = new ConfigOptions();

  @Mixin private PlannerOptions planner = new PlannerOptions();

  @Mixin private HttpOptions http = new HttpOptions();

  @Spec private CommandSpec spec;

  /** How a planner plans; shared by the commands that run one. */
  static final class PlannerOptions {

    @Option(
        names = "--strategy",
        defaultValue = "nudif-shared",
        description = "What makes the plans (default: ${DEFAULT-VALUE}).")
    private String strategy = "";

    @Option(
        names = "--objective",
        defaultValue = "throughput",
        description =
            "throughput, or with --demand: devices, energy, carbon (default: ${DEFAULT-VALUE}).")
    private String objective = "";

    @Option(
        names = "--demand",
        paramLabel = "RATE",
        defaultValue = "0",
        description = "Frames per second that are asked for in all (default: as many as it goes).")
    private double demand;

    @Option(
        names = "--period",
        paramLabel = "TIME",
        defaultValue = "30s",
        description = "Time after which it plans again in any case (default: ${DEFAULT-VALUE}).")
    private String period = "";

    @Option(
        names = "--cool-down",
        paramLabel = "TIME",
        defaultValue = "20s",
        description =
            "Time after a new plan in which only devices that come or go change it (default: ${DEFAULT-VALUE}).")
    private String coolDown = "";

    @Option(
        names = "--budget",
        paramLabel = "TIME",
        defaultValue = "5s",
        description = "Most time for one plan (default: ${DEFAULT-VALUE}).")
    private String budget = "";

    @Option(
        names = "--by-hand",
        description = "Only propose better plans; `millrace planner approve` adopts them.")
    private boolean byHand;

    @Mixin private MetricsOptions metrics = new MetricsOptions();

    PlannerSettings settings(MillraceConfig wanted) {
      Objective aim = Objective.named(objective);
      if (aim == Objective.CARBON && wanted.carbon() == null) {
        throw new IllegalArgumentException(
            "The objective 'carbon' needs carbon intensities, and the configuration has no carbon: section.%nMaybe add one with your zones and feeds; docs/carbon.md has an example."
                .formatted());
      }
      if (aim.demand() && demand <= 0) {
        throw new IllegalArgumentException(
            "The objective '%s' carries an asked rate at least cost, but no rate is asked for.%nMaybe add --demand 8."
                .formatted(objective));
      }
      PipelineSpec pipeline = wanted.pipeline().toSpec();
      return new PlannerSettings(
          List.of(new LivePipeline(pipeline, demand, 1, 0)),
          Strategies.BUILT_IN.named(strategy),
          Goal.DEFAULT.withObjective(aim).withBudget(DurationText.parse(budget)),
          ReplanSettings.DEFAULT
              .withPace(DurationText.parse(period), DurationText.parse(coolDown))
              .withAutomatic(!byHand),
          metrics.source(),
          wanted.carbonSource(System.getenv()),
          wanted.limits().maxRecordBytes());
    }
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    PrintWriter out = spec.commandLine().getOut();
    MillraceConfig wanted = config.read();
    PlannerSettings settings = planner.settings(wanted);
    KafkaConnection connection = kafka.connection(wanted.limits().maxRecordBytes());
    try (Shutdown shutdown = new Shutdown();
        Observed observed = new Observed(http.settings(), connection, "millrace-planner")) {
      Wiring.prepareTopics(wanted, connection, "millrace-planner", new Progress(err));
      try (PlannerService service =
          PlannerService.start(
              settings,
              observed.kafka(),
              observed.registry(),
              List.of(decision -> print(decision, out)),
              Clock.systemUTC(),
              System::nanoTime)) {
        observed.working(
            () ->
                service.ready()
                    ? Readiness.READY
                    : Readiness.waitingFor("The planner has stopped."));
        err.println(
            "planning with %s, metrics on %s"
                .formatted(settings.strategy().name(), observed.metricsAddress()));
        err.flush();
        shutdown.await();
      }
    }
    return 0;
  }

  @Command(
      name = "approve",
      mixinStandardHelpOptions = true,
      description = "Adopt the plan that the running planner proposes.",
      footer = {"", "Example:", "  millrace planner approve", ""})
  int approve(@Mixin KafkaOptions cluster) throws Exception {
    return ask(cluster, PlanRequest.Kind.APPROVE, 0);
  }

  @Command(
      name = "pin",
      mixinStandardHelpOptions = true,
      description = "Leave the plan in force, whatever happens.",
      footer = {"", "Example:", "  millrace planner pin", ""})
  int pin(@Mixin KafkaOptions cluster) throws Exception {
    return ask(cluster, PlanRequest.Kind.PIN, 0);
  }

  @Command(
      name = "unpin",
      mixinStandardHelpOptions = true,
      description = "Let the running planner go on.",
      footer = {"", "Example:", "  millrace planner unpin", ""})
  int unpin(@Mixin KafkaOptions cluster) throws Exception {
    return ask(cluster, PlanRequest.Kind.UNPIN, 0);
  }

  @Command(
      name = "roll-back",
      mixinStandardHelpOptions = true,
      description = "Bring an earlier plan back, and pin it.",
      footer = {"", "Example:", "  millrace planner roll-back --epoch 4", ""})
  int rollBack(
      @Mixin KafkaOptions cluster,
      @Option(names = "--epoch", required = true, description = "Which plan.") long epoch)
      throws Exception {
    return ask(cluster, PlanRequest.Kind.ROLL_BACK, epoch);
  }

  @Command(
      name = "now",
      mixinStandardHelpOptions = true,
      description = "Have the running planner plan at once.",
      footer = {"", "Example:", "  millrace planner now", ""})
  int now(@Mixin KafkaOptions cluster) throws Exception {
    return ask(cluster, PlanRequest.Kind.PLAN, 0);
  }

  private int ask(KafkaOptions cluster, PlanRequest.Kind kind, long epoch) throws Exception {
    KafkaConnection connection = cluster.connection(TopicCatalog.DEFAULT_MAX_RECORD_BYTES);
    try (RecordSink sink =
        new RecordSink(connection.producer("millrace-ask"), connection.maxRecordBytes())) {
      byte[] request = Json.write(new PlanRequest(Instant.now(), kind, epoch));
      sink.send(TopicCatalog.REQUESTS, RecordSink.BY_KEY, KEY, new RecordHeaders(), request)
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    spec.commandLine().getOut().println("asked; the planner says what it decides");
    return 0;
  }

  /** One decision as a line for people. */
  static void print(DecisionSpec decision, PrintWriter out) {
    out.println(
        String.format(
            Locale.ROOT,
            "%tT %s, plan %d: %s%s; planned %.2f, measured %.2f frames/s",
            decision.at().atZone(ZoneId.systemDefault()),
            decision.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
            decision.epoch(),
            decision.trigger(),
            decision.why().isEmpty() ? "" : " -> " + String.join("; ", decision.why()),
            decision.planned(),
            decision.measured()));
    out.flush();
  }
}
