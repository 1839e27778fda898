package io.millrace.cli;

import io.millrace.planner.plan.LaneCount;
import io.millrace.planner.plan.PipelineRate;
import io.millrace.planner.plan.Placement;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.plan.Proof;
import io.millrace.planner.problem.Objective;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** A plan as tables for people; devices in a row that do the same share a line. */
final class PlanTable {

  /** Relative difference of rates that people need not see. */
  private static final double ALIKE = 1e-6;

  private record Line(Placement first, Placement last, int devices) {}

  private PlanTable() {}

  static void print(PrintWriter out, Plan plan) {
    rates(out, plan);
    placements(out, plan);
    summary(out, plan);
  }

  private static void rates(PrintWriter out, Plan plan) {
    out.println();
    out.printf(Locale.ROOT, "  %-28s %10s %10s %12s%n", "pipeline", "frames/s", "asked", "latency");
    for (PipelineRate rate : plan.rates()) {
      out.printf(
          Locale.ROOT,
          "  %-28s %10s %10s %12s%n",
          rate.pipeline(),
          number(rate.framesPerSecond()),
          rate.demand() == 0 ? "-" : number(rate.demand()),
          rate.framesPerSecond() == 0 ? "-" : number(1000 * rate.latencySeconds()) + " ms");
    }
  }

  private static void placements(PrintWriter out, Plan plan) {
    out.println();
    out.printf(
        Locale.ROOT,
        "  %-28s %-32s %-10s %9s %7s %10s %6s%n",
        "stage",
        "device",
        "processor",
        "instances",
        "busy",
        "frames/s",
        "lanes");
    String before = "";
    for (Line line : lines(plan.placements())) {
      Placement p = line.first();
      String stage = stage(p);
      boolean again = stage.equals(before);
      out.printf(
          Locale.ROOT,
          "  %-28s %-32s %-10s %9s %6.1f%% %10s %6s%n",
          again ? "" : stage,
          line.devices() == 1
              ? p.device().value()
              : "%s … %s (%d)".formatted(p.device(), line.last().device(), line.devices()),
          p.processor(),
          line.devices() == 1
              ? Integer.toString(p.instances())
              : line.devices() + " x " + p.instances(),
          100 * p.timeShare(),
          number(p.framesPerSecond() * line.devices()),
          again ? "" : lanes(plan, p));
      before = stage;
    }
  }

  private static String lanes(Plan plan, Placement placement) {
    for (LaneCount lanes : plan.lanes()) {
      if (lanes.pipeline().equals(placement.pipeline())
          && lanes.stage().equals(placement.stage())) {
        return Integer.toString(lanes.lanes());
      }
    }
    return "";
  }

  private static List<Line> lines(List<Placement> placements) {
    List<String> stages = placements.stream().map(PlanTable::stage).distinct().toList();
    List<Placement> ordered = new ArrayList<>(placements);
    // Stable: devices keep their order within a stage and a kind of processor.
    ordered.sort(
        Comparator.comparingInt((Placement p) -> stages.indexOf(stage(p)))
            .thenComparing(Placement::processor));
    List<Line> lines = new ArrayList<>();
    for (Placement p : ordered) {
      Line last = lines.isEmpty() ? null : lines.get(lines.size() - 1);
      if (last != null && alike(last.first(), p)) {
        lines.set(lines.size() - 1, new Line(last.first(), p, last.devices() + 1));
      } else {
        lines.add(new Line(p, p, 1));
      }
    }
    return lines;
  }

  private static String stage(Placement p) {
    return p.pipeline() + "/" + p.stage();
  }

  private static boolean alike(Placement a, Placement b) {
    return a.pipeline().equals(b.pipeline())
        && a.stage().equals(b.stage())
        && a.processor().equals(b.processor())
        && a.instances() == b.instances()
        && near(a.timeShare(), b.timeShare())
        && near(a.framesPerSecond(), b.framesPerSecond())
        && Objects.equals(family(a), family(b));
  }

  /** The device's name without its number. */
  private static String family(Placement p) {
    return p.device().value().replaceAll("\\d+$", "");
  }

  private static boolean near(double a, double b) {
    return Math.abs(a - b) <= ALIKE * Math.max(a, b);
  }

  private static void summary(PrintWriter out, Plan plan) {
    Proof proof = plan.proof();
    out.println();
    line(out, "strategy", plan.strategy());
    line(out, value(proof.objective()), number(proof.value()) + unit(plan));
    line(
        out,
        proof.objective() == Objective.THROUGHPUT ? "upper bound" : "lower bound",
        "%s%s (%s)".formatted(number(proof.bound()), unit(plan), proof.how()));
    line(
        out,
        "gap",
        proof.optimal()
            ? "none: proven optimal"
            : String.format(Locale.ROOT, "%.3g %%", 100 * proof.gap()));
    line(out, "devices in use", Long.toString(devices(plan)));
    if (plan.watts() > 0 && proof.objective() != Objective.ENERGY) {
      line(out, "power", number(plan.watts()) + " W");
    }
    if (plan.carbonGramsPerHour() > 0 && proof.objective() != Objective.CARBON) {
      line(out, "carbon", number(plan.carbonGramsPerHour()) + " g CO2e/h");
    }
    line(out, "limited by", plan.limit().kind().label() + ": " + plan.limit().why());
    line(out, "solved in", String.format(Locale.ROOT, "%.2f s", plan.solverSeconds()));
    for (String missing : plan.missing()) {
      line(out, "MISSING", missing);
    }
    out.println();
  }

  private static void line(PrintWriter out, String what, String value) {
    out.printf("  %-16s %s%n", what, value);
  }

  private static String value(Objective objective) {
    return switch (objective) {
      case THROUGHPUT -> "throughput";
      case DEVICES -> "devices";
      case ENERGY -> "power";
      case CARBON -> "carbon";
    };
  }

  /** Unit of a plan's value and bound. */
  static String unit(Plan plan) {
    return switch (plan.proof().objective()) {
      case THROUGHPUT ->
          plan.rates().size() > 1 && plan.missing().isEmpty()
              ? " frames/s of the least served pipeline, by weight"
              : " frames/s";
      case DEVICES -> "";
      case ENERGY -> " W";
      case CARBON -> " g CO2e/h";
    };
  }

  /** How many devices have an instance. */
  static long devices(Plan plan) {
    return plan.placements().stream().map(Placement::device).distinct().count();
  }

  /** Up to five digits. */
  static String number(double value) {
    if (Double.isInfinite(value)) {
      return "unknown";
    }
    double size = Math.abs(value);
    String text =
        String.format(
            Locale.ROOT,
            size >= 1000 ? "%.0f" : size >= 100 ? "%.1f" : size >= 10 ? "%.2f" : "%.4f",
            value);
    return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
  }
}
