package io.millrace.cli;

import io.millrace.planner.app.PlanFile;
import io.millrace.planner.app.ProblemFile;
import io.millrace.planner.app.TraceFile;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.problem.TransferReading;
import io.millrace.planner.simulate.Admission;
import io.millrace.planner.simulate.Arrivals;
import io.millrace.planner.simulate.Load;
import io.millrace.planner.simulate.Sending;
import io.millrace.planner.simulate.Simulation;
import io.millrace.planner.simulate.SimulationReport;
import io.millrace.planner.simulate.SimulationSettings;
import io.millrace.planner.simulate.SimulationTable;
import io.millrace.planner.simulate.Trace;
import io.millrace.planner.solve.Budget;
import io.millrace.planner.solve.NudifShared;
import io.millrace.planner.solve.Strategies;
import io.millrace.topics.codec.DurationText;
import io.millrace.topics.codec.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Plans a problem and tries the plan on simulated time. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description =
        "Make a plan and try it on simulated time: throughput, latency, utilisation and drops, with"
            + " the routing code of the live system and without a broker.",
    footer = {
      "",
      "Examples:",
      "  millrace simulate nudif --strategy nudif --load saturated --for 2h   does the plan come true?",
      "  millrace simulate site --load 0.9 --routing round-robin              nine tenths of it, by turns",
      "  millrace simulate site --plan plan.json --trace trace.yaml --json run.json",
      ""
    })
final class SimulateCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "PROBLEM",
      description = "A problem file, or a built-in problem: nudif, site, city.")
  private String problem = "";

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      description = "How to plan: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
      completionCandidates = PlanCommand.StrategyNames.class,
      defaultValue = NudifShared.NAME)
  private String strategy = NudifShared.NAME;

  @Option(
      names = "--plan",
      paramLabel = "FILE",
      description =
          "Simulate this plan, as `millrace plan --json` writes it, instead of making one.")
  private @Nullable Path planFile;

  @Option(
      names = "--budget",
      paramLabel = "TIME",
      description = "Time to plan (default: ${DEFAULT-VALUE}).",
      defaultValue = "30s")
  private String budget = "30s";

  @Option(
      names = "--transfer",
      paramLabel = "READING",
      defaultValue = "mean",
      description =
          "How the plan reads links: sum, mean, max, min or none (default: ${DEFAULT-VALUE}).")
  private String transfer = "mean";

  @Option(
      names = "--routing",
      paramLabel = "NAME",
      defaultValue = "least-finish",
      description =
          "How records are routed: least-finish, planned-weights, weighted-score, two-choices,"
              + " round-robin or camera (default: ${DEFAULT-VALUE}).")
  private String routing = "least-finish";

  @Option(
      names = "--load",
      paramLabel = "LOAD",
      defaultValue = "asked",
      description =
          "What the cameras bring: asked (what the problem asks for, saturated if nothing),"
              + " saturated, or a share of the plan such as 0.9 (default: ${DEFAULT-VALUE}).")
  private String load = "asked";

  @Option(
      names = "--arrivals",
      paramLabel = "PROCESS",
      defaultValue = "periodic",
      description = "When frames come: periodic or poisson (default: ${DEFAULT-VALUE}).")
  private String arrivals = "periodic";

  @Option(
      names = "--window",
      paramLabel = "FRAMES",
      description =
          "Most frames of a camera under way (default: 8 of a live camera; saturated, 16 per"
              + " instance over all cameras).")
  private @Nullable Integer window;

  @Option(
      names = "--freshness",
      paramLabel = "TIME",
      description = "Age at which a live camera's frame is dropped (default: never).")
  private @Nullable String freshness;

  @Option(
      names = "--linger",
      paramLabel = "TIME",
      description = "How long a frame may wait for others to fill a batch (default: not at all).")
  private @Nullable String linger;

  @Option(
      names = "--sending",
      paramLabel = "WAY",
      description =
          "What a device does while it sends: holding (its processor waits) or beside (default:"
              + " beside for nudif-shared, else holding, as each plans).")
  private @Nullable String sending;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      defaultValue = "10m",
      description = "Simulated time, of which a tenth warms up (default: ${DEFAULT-VALUE}).")
  private String time = "10m";

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "YAML file of failures, joins, slowdowns and bandwidths over time.")
  private @Nullable Path trace;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of all that is drawn at random (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there.")
  private @Nullable Path json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Problem asked = ProblemFile.open(problem);
    Plan plan = planFile == null ? plan(asked) : PlanFile.read(planFile);
    SimulationSettings settings = settings(plan);
    SimulationReport report = Simulation.of(asked, plan, settings).run();
    PrintWriter out = spec.commandLine().getOut();
    out.print(SimulationTable.of(report));
    out.flush();
    if (json != null) {
      write(json, report);
    }
    return report.accounted() ? 0 : Millrace.FAILED;
  }

  private Plan plan(Problem asked) {
    Goal goal =
        Goal.DEFAULT
            .withTransfer(TransferReading.named(transfer))
            .withBudget(DurationText.parse(budget))
            .withSeed(seed);
    return Strategies.BUILT_IN
        .named(strategy)
        .plan(asked, goal, Budget.of(goal.budget(), System::nanoTime));
  }

  private SimulationSettings settings(Plan plan) {
    Admission admission = Admission.DEFAULT;
    if (window != null) {
      admission = admission.withLiveWindow(window).withFullWindow(window);
    }
    if (freshness != null) {
      admission = admission.withFreshness(DurationText.parse(freshness));
    }
    if (linger != null) {
      admission = admission.withLinger(DurationText.parse(linger));
    }
    Sending way = plan.strategy().equals(NudifShared.NAME) ? Sending.BESIDE : Sending.HOLDING;
    return SimulationSettings.DEFAULT
        .withRouting(routing)
        .withLoad(Load.parse(load))
        .withArrivals(Arrivals.named(arrivals))
        .withAdmission(admission)
        .withSending(sending == null ? way : Sending.named(sending))
        .withDuration(DurationText.parse(time))
        .withTrace(trace == null ? Trace.NONE : TraceFile.read(trace))
        .withSeed(seed);
  }

  private static void write(Path file, SimulationReport report) {
    try {
      Files.writeString(file, Json.pretty(report) + System.lineSeparator());
    } catch (IOException e) {
      throw new CommandException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }
}
