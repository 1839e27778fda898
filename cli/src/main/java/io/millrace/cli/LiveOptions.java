package io.millrace.cli;

import io.millrace.cli.config.MillraceConfig;
import io.millrace.planner.app.LivePlan;
import io.millrace.planner.app.PlannerSettings;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Objective;
import io.millrace.planner.replan.LivePipeline;
import io.millrace.planner.replan.ReplanSettings;
import io.millrace.planner.solve.Strategies;
import io.millrace.topics.codec.DurationText;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.PlanSpec;
import io.millrace.topics.stream.KafkaConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * {@code millrace plan --live}: a plan for the running system, compared with the one in force. What
 * is not said on the command line is as in the plan in force.
 */
final class LiveOptions {

  /** Most time for one plan, as a running planner has it: two are made. */
  private static final Duration BUDGET = Duration.ofSeconds(5);

  @Option(
      names = "--live",
      description =
          "Plan for the running system, from what its devices and instances say, and compare with the plan in force. Changes nothing.")
  private boolean live;

  @Option(
      names = "--demand",
      paramLabel = "RATE",
      description =
          "With --live: frames per second that are asked for in all (default: as in the plan in force).")
  private @Nullable Double demand;

  @Option(
      names = "--listen",
      paramLabel = "TIME",
      defaultValue = "6s",
      description =
          "With --live: how long to listen; a device is lost after 5s of silence (default: ${DEFAULT-VALUE}).")
  private String listen = "";

  @Mixin private MetricsOptions metrics = new MetricsOptions();

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Mixin private ConfigOptions config = new ConfigOptions();

  boolean asked() {
    return live;
  }

  /** Looks, prints what it came to, and returns the proposal. */
  Plan run(Goal goal, String strategy, CommandSpec spec) throws Exception {
    MillraceConfig wanted = config.read();
    PipelineSpec pipeline = wanted.pipeline().toSpec();
    KafkaConnection connection = kafka.connection(wanted.limits().maxRecordBytes());
    Duration time = DurationText.parse(listen);
    LivePlan seen =
        new Progress(spec.commandLine().getErr())
            .during(
                "listening for %d s to %s"
                    .formatted(time.toSeconds(), connection.bootstrapServers()),
                () ->
                    LivePlan.look(
                        List.of(pipeline),
                        inForce -> settings(wanted, pipeline, goal, strategy, inForce, spec),
                        connection,
                        time,
                        Clock.systemUTC(),
                        System::nanoTime));
    LivePlanReport.print(seen, spec.commandLine().getOut());
    return seen.comparison().proposal();
  }

  private PlannerSettings settings(
      MillraceConfig wanted,
      PipelineSpec pipeline,
      Goal goal,
      String strategy,
      List<PlanSpec> inForce,
      CommandSpec spec) {
    Goal chosen = goal;
    String by = strategy;
    double rate = 0;
    for (PlanSpec plan : inForce) {
      rate =
          plan.rates().stream()
              .filter(each -> each.pipeline().equals(pipeline.name()))
              .mapToDouble(PlanSpec.RateSpec::demand)
              .sum();
      if (!given("--objective", spec)) {
        chosen = chosen.withObjective(Objective.named(plan.objective()));
      }
      if (!given("--strategy", spec)) {
        by = plan.strategy();
      }
    }
    if (!given("--budget", spec)) {
      chosen = chosen.withBudget(BUDGET);
    }
    rate = demand == null ? rate : demand;
    if (chosen.objective().demand() && rate == 0) {
      throw new IllegalArgumentException(
          "The objective '%s' carries an asked rate at least cost, and neither the plan in force nor --demand asks for one.%nMaybe add --demand 8."
              .formatted(chosen.objective().label()));
    }
    return new PlannerSettings(
        List.of(new LivePipeline(pipeline, rate, 1, 0)),
        Strategies.BUILT_IN.named(by),
        chosen,
        ReplanSettings.DEFAULT,
        metrics.source(),
        wanted.carbonSource(System.getenv()),
        wanted.limits().maxRecordBytes());
  }

  private static boolean given(String option, CommandSpec spec) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }
}
