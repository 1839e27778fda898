package io.millrace.cli;

import io.millrace.planner.PlanningException;
import io.millrace.planner.app.LayerFile;
import io.millrace.planner.app.PlanFile;
import io.millrace.planner.app.ProblemFile;
import io.millrace.planner.layer.LayerGoal;
import io.millrace.planner.layer.LayerObjective;
import io.millrace.planner.plan.Explain;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.plan.PlanDiff;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Objective;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.problem.TransferReading;
import io.millrace.planner.solve.Budget;
import io.millrace.planner.solve.NudifShared;
import io.millrace.planner.solve.Strategies;
import io.millrace.planner.solve.layer.LayerStrategy;
import io.millrace.topics.codec.DurationText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a plan from a problem file, which needs no broker, or for the running system. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description =
        "Say which instances run where, what that carries, and how far it is from the best.",
    footer = {
      "",
      "Built-in problems to begin with: nudif (8 devices as published), site (8 real ones, two pipelines), city (1 000),",
      "alexnet (one model cut over two devices).",
      "",
      "Examples:",
      "  millrace plan site                                   the most that the devices carry",
      "  millrace plan site --objective energy --explain      the asked rates with the least power, and why",
      "  millrace plan nudif --transfer sum --compare nudif,edgeshard-multi,uniform",
      "  millrace plan alexnet --explain                      one model cut over devices; your own: a file with the key layers",
      "  millrace plan cluster.yaml --json plan.json          then, after a change: --diff plan.json",
      "  millrace plan --live --bootstrap-servers kafka:9092  what a planner would do with the running system now",
      "",
      "Exit codes: 0 planned, 1 no plan or not all that was asked for, 2 the question makes no sense.",
      ""
    })
final class PlanCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "PROBLEM",
      description = "A problem file (YAML) or a built-in problem.")
  private String problem = "";

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      description = "How to plan: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
      completionCandidates = StrategyNames.class,
      defaultValue = NudifShared.NAME)
  private String strategy = NudifShared.NAME;

  @Option(
      names = "--objective",
      paramLabel = "NAME",
      description =
          "throughput, or the asked rates with the least of: devices, energy, carbon (default: ${DEFAULT-VALUE}).",
      defaultValue = "throughput")
  private String objective = "throughput";

  @Option(
      names = "--transfer",
      paramLabel = "NAME",
      description =
          "How the published model reads links: sum, mean, max, min, none (default: ${DEFAULT-VALUE}).",
      defaultValue = "mean")
  private String transfer = "mean";

  @Option(
      names = "--headroom",
      paramLabel = "SHARE",
      description =
          "Share of a processor's time that nudif-shared leaves free (default: ${DEFAULT-VALUE}).",
      defaultValue = "" + Goal.DEFAULT_HEADROOM)
  private double headroom;

  @Option(
      names = "--budget",
      paramLabel = "TIME",
      description = "Time after which the best plan so far comes (default: ${DEFAULT-VALUE}).",
      defaultValue = "30s")
  private String budget = "30s";

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description = "Of what is drawn at random (default: ${DEFAULT-VALUE}).",
      defaultValue = "1")
  private long seed;

  @Option(names = "--explain", description = "Say why, in sentences.")
  private boolean explain;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the plan there.")
  private @Nullable Path json;

  @Option(
      names = "--compare",
      paramLabel = "A,B,C",
      split = ",",
      description = "Compare these strategies in one table instead of planning with one.")
  private List<String> compare = List.of();

  @Option(
      names = "--diff",
      paramLabel = "PLAN.json",
      description = "Say what changes against this plan.")
  private @Nullable Path diff;

  @Mixin private LiveOptions live = new LiveOptions();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (problem.isEmpty() != live.asked()) {
      throw new IllegalArgumentException(
          "Either a problem or --live says what to plan for.%nMaybe millrace plan site, or millrace plan --live."
              .formatted());
    }
    if (!live.asked() && LayerFile.isOne(problem)) {
      cut(out);
      return 0;
    }
    Goal goal =
        new Goal(
            Objective.named(objective),
            TransferReading.named(transfer),
            headroom,
            DurationText.parse(budget),
            seed);
    if (live.asked()) {
      if (!compare.isEmpty() || diff != null) {
        throw new IllegalArgumentException(
            "--live compares with the plan in force and cannot go with --compare or --diff.");
      }
      Plan proposal = live.run(goal, strategy, spec);
      if (json != null) {
        write(json, PlanFile.json(proposal));
      }
      return 0;
    }
    Plan before = diff == null ? null : PlanFile.read(diff);
    Problem asked = ProblemFile.open(problem);
    if (!compare.isEmpty()) {
      if (json != null || diff != null || explain) {
        throw new IllegalArgumentException(
            "--compare makes a table of several plans and cannot go with --json, --diff or --explain.");
      }
      compare(out, asked, goal);
      return 0;
    }
    Plan plan = plan(strategy, asked, goal);
    PlanTable.print(out, plan);
    if (explain) {
      Explain.lines(plan).forEach(line -> out.println("  " + line));
      out.println();
    }
    if (before != null) {
      PlanDiff changes = PlanDiff.between(before, plan);
      out.println(changes.isEmpty() ? "  nothing moves" : "  changes against " + diff + ":");
      changes.lines().forEach(line -> out.println("  " + line));
      out.println();
    }
    if (json != null) {
      write(json, PlanFile.json(plan));
    }
    out.flush();
    return goal.objective().demand() && !plan.missing().isEmpty() ? Millrace.FAILED : 0;
  }

  /** A file with {@code layers}: its own strategy and objective, unless others are given here. */
  private void cut(PrintWriter out) throws Exception {
    if (diff != null) {
      throw new IllegalArgumentException(
          "--diff compares plans of pipelines, not cuts of a model.");
    }
    LayerFile.Question question = LayerFile.open(problem);
    LayerPlanning planning =
        new LayerPlanning(
            out, new Progress(spec.commandLine().getErr()), question, DurationText.parse(budget));
    var given = spec.commandLine().getParseResult();
    LayerGoal goal =
        given.hasMatchedOption("--objective")
            ? question.goal().withObjective(LayerObjective.named(objective))
            : question.goal();
    if (!compare.isEmpty()) {
      planning.compare(compare, goal);
      return;
    }
    planning.plan(
        given.hasMatchedOption("--strategy") ? LayerStrategy.named(strategy) : question.strategy(),
        goal,
        explain,
        json);
  }

  private Plan plan(String name, Problem asked, Goal goal) throws Exception {
    var chosen = Strategies.BUILT_IN.named(name);
    return new Progress(spec.commandLine().getErr())
        .during(
            "planning %d devices with %s".formatted(asked.cluster().devices().size(), name),
            () -> chosen.plan(asked, goal, Budget.of(goal.budget(), System::nanoTime)));
  }

  private void compare(PrintWriter out, Problem asked, Goal goal) throws Exception {
    compare.forEach(name -> Strategies.BUILT_IN.named(name));
    out.println();
    out.printf(
        "  %-18s %12s %12s %9s %8s %10s %9s%n",
        "strategy", goal.objective().label(), "bound", "gap", "devices", "latency", "time");
    for (String name : compare) {
      try {
        Plan plan = plan(name, asked, goal);
        double latency = plan.rates().stream().mapToDouble(r -> r.latencySeconds()).max().orElse(0);
        out.printf(
            Locale.ROOT,
            "  %-18s %12s %12s %8.2f%% %8d %8s s %7.2f s%s%n",
            name,
            PlanTable.number(plan.proof().value()),
            PlanTable.number(plan.proof().bound()),
            100 * plan.proof().gap(),
            PlanTable.devices(plan),
            PlanTable.number(latency),
            plan.solverSeconds(),
            plan.missing().isEmpty() ? "" : "  " + plan.missing().get(0));
      } catch (PlanningException e) {
        out.printf(
            "  %-18s %s%n", name, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
      }
      out.flush();
    }
    out.println();
    out.flush();
  }

  /** Writes a text, or says why it cannot. */
  static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new CommandException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /** The names that {@code --strategy} takes. */
  static final class StrategyNames implements Iterable<String> {
    @Override
    public java.util.Iterator<String> iterator() {
      return Strategies.BUILT_IN.names().iterator();
    }
  }
}
