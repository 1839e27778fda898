package io.millrace.planner.layer;

import java.util.ArrayList;
import java.util.List;

/**
 * What a cut adds up to. Knows no solver: pieces in, sums out.
 *
 * <p>Carbon is CADI's (chapter 9), for any number of devices. Inferences follow each other through
 * the devices as through a pipeline: one every {@code cycle = max_d (compute_d + link_d)}. While
 * the device that computes longest computes, the others wait and draw idle power: {@code hold_d =
 * max compute − compute_d}. With two devices these are CADI's {@code I = U / max(a + x, b + x)},
 * {@code hold_s = max(0, b − a)} and {@code hold_p = max(0, a − b)}; with one device it is the
 * {@code I = U / t} that the printed formula lacks.
 *
 * @param seconds latency of one inference
 * @param computeSeconds of it, time of layers (T_c)
 * @param transferSeconds of it, time of tensors, hops and stays (T_x)
 * @param loadSeconds of it, time of weights (T_w)
 * @param joules energy of one inference: computing and links
 * @param cycleSeconds time between two inferences at full rate
 * @param gramsPerInference carbon of one inference, waiting included
 * @param shares what each device contributes, by index
 * @param violations what the goal or the form forbids, one sentence each; empty when it may be used
 */
public record LayerScore(
    double seconds,
    double computeSeconds,
    double transferSeconds,
    double loadSeconds,
    double joules,
    double cycleSeconds,
    double gramsPerInference,
    List<Share> shares,
    List<String> violations) {

  public LayerScore {
    shares = List.copyOf(shares);
    violations = List.copyOf(violations);
  }

  /**
   * One device's part.
   *
   * @param layers how many it runs
   * @param used whether it computes, sends or receives
   * @param computeSeconds of its layers, within it
   * @param linkSeconds it sends and receives
   * @param holdSeconds it waits while another computes
   * @param joules of computing and links
   * @param holdJoules of waiting
   */
  public record Share(
      int layers,
      boolean used,
      double computeSeconds,
      double linkSeconds,
      double holdSeconds,
      double joules,
      double holdJoules) {

    /** Time for which it cannot begin another inference. */
    public double busySeconds() {
      return computeSeconds + linkSeconds;
    }
  }

  /** Energy of one inference with what waiting devices draw. */
  public double joulesWithHold() {
    return joules + shares.stream().mapToDouble(Share::holdJoules).sum();
  }

  /** Grams over a duration, as many inferences as fit in. */
  public double gramsOver(double durationSeconds) {
    return durationSeconds / cycleSeconds * gramsPerInference;
  }

  /** Grams over a duration at a rate; devices in use draw idle power between inferences. */
  public double gramsAtRate(double perSecond, double durationSeconds, LayerProblem problem) {
    double idle = 0;
    for (int d = 0; d < shares.size(); d++) {
      LayerDevice device = problem.devices().get(d);
      idle += shares.get(d).used() ? device.idleWatts() * device.gramsPerJoule() : 0;
    }
    return durationSeconds
        * perSecond
        * (gramsPerInference + idle * (1 / perSecond - cycleSeconds));
  }

  /** The value of an objective. */
  public double value(LayerGoal goal, LayerProblem problem) {
    return switch (goal.objective()) {
      case LATENCY -> seconds;
      case ENERGY -> joules;
      case CARBON -> gramsPerInference;
      case CARBON_TOTAL -> gramsOver(goal.durationSeconds());
      case CARBON_AT_RATE ->
          gramsAtRate(goal.inferencesPerSecond(), goal.durationSeconds(), problem);
    };
  }

  /** The score of pieces that cover all layers in their order. */
  public static LayerScore of(
      LayerProblem problem, LayerForm form, LayerGoal goal, List<Piece> pieces) {
    return new Walk(problem, form, goal).score(pieces);
  }

  /** Sums along the way from source to destination. */
  private static final class Walk {
    private final LayerProblem problem;
    private final LayerForm form;
    private final LayerGoal goal;
    private final int n;
    private final int[] pieceCount;
    private final int[] layerCount;
    private final double[] compute;
    private final double[] link;
    private final double[] joules;
    private final boolean[] used;
    private final List<String> violations = new ArrayList<>();
    private double transferSeconds;
    private double loadSeconds;
    private double computeSeconds;

    Walk(LayerProblem problem, LayerForm form, LayerGoal goal) {
      this.problem = problem;
      this.form = form;
      this.goal = goal;
      this.n = problem.devices().size();
      this.pieceCount = new int[n];
      this.layerCount = new int[n];
      this.compute = new double[n];
      this.link = new double[n];
      this.joules = new double[n];
      this.used = new boolean[n];
    }

    LayerScore score(List<Piece> pieces) {
      int at = problem.source();
      int layer = 0;
      int[] pointOf = new int[n];
      java.util.Arrays.fill(pointOf, -1);
      for (Piece piece : pieces) {
        if (piece.from() != layer) {
          throw new IllegalArgumentException(
              "pieces must cover the layers in their order (layer %d comes where %d should)"
                  .formatted(piece.from() + 1, layer + 1));
        }
        int d = piece.device();
        move(layer, at, d, false);
        run(piece, pointOf);
        at = d;
        layer = piece.to();
      }
      if (layer != problem.layers()) {
        throw new IllegalArgumentException(
            "pieces must cover %d layers (cover %d)".formatted(problem.layers(), layer));
      }
      move(layer, at, problem.destination(), true);
      rule(pieces);
      return sums();
    }

    private void move(int k, int from, int to, boolean last) {
      if (from == to) {
        double stay = problem.staySeconds(k, to);
        transferSeconds += stay;
        compute[to] += stay;
      } else {
        double hop = problem.hopSeconds(k, from, to);
        if (Double.isInfinite(hop)) {
          violations.add(
              "After %d layers there is no link from %s to %s.".formatted(k, name(from), name(to)));
        }
        transferSeconds += hop;
        link[from] += hop;
        link[to] += hop;
        joules[from] += problem.sendJoules(k, from, to);
        joules[to] += problem.receiveJoules(k, from, to);
        used[from] = true;
        used[to] = true;
      }
      if (!last && (from == to || !form.preload())) {
        double load = problem.loadSeconds(k, to);
        loadSeconds += load;
        compute[to] += load;
      }
    }

    private void run(Piece piece, int[] pointOf) {
      int d = piece.device();
      double seconds = problem.pieceSeconds(d, piece.point(), piece.from(), piece.to());
      if (Double.isInfinite(seconds)) {
        violations.add(
            "Layers %d to %d have no time on %s.".formatted(piece.from() + 1, piece.to(), name(d)));
      }
      if (piece.layers() > form.most(problem, goal)) {
        violations.add("A piece has %d layers.".formatted(piece.layers()));
      }
      if (piece.point() < form.firstPoint(problem, d)
          || (pointOf[d] >= 0 && pointOf[d] != piece.point())) {
        violations.add(name(d) + " runs at a frequency that it may not use.");
      }
      if (!problem.mayRun(d, piece.from(), goal)) {
        violations.add(
            "Layer %d must stay on %s.".formatted(piece.from() + 1, name(problem.source())));
      }
      pointOf[d] = piece.point();
      computeSeconds += seconds;
      compute[d] += seconds;
      joules[d] += problem.pieceJoules(d, piece.point(), piece.from(), piece.to());
      pieceCount[d]++;
      layerCount[d] += piece.layers();
      used[d] = true;
    }

    private void rule(List<Piece> pieces) {
      for (int d = 0; d < n; d++) {
        int ends = 0;
        int apart = 0;
        if (d == problem.source()) {
          ends++;
          apart += pieces.get(0).device() == d ? 0 : 1;
        }
        if (d == problem.destination()) {
          ends++;
          apart += pieces.get(pieces.size() - 1).device() == d ? 0 : 1;
        }
        if (!form.rule()
            .holds(pieceCount[d], layerCount[d], form.most(problem, goal), ends, apart)) {
          violations.add(
              "%s runs %d layers in %d pieces.".formatted(name(d), layerCount[d], pieceCount[d]));
        }
      }
    }

    private LayerScore sums() {
      double top = 0;
      double cycle = 0;
      double allJoules = 0;
      for (int d = 0; d < n; d++) {
        top = Math.max(top, compute[d]);
        cycle = Math.max(cycle, compute[d] + link[d]);
        allJoules += joules[d];
      }
      List<Share> shares = new ArrayList<>();
      double grams = 0;
      for (int d = 0; d < n; d++) {
        LayerDevice device = problem.devices().get(d);
        double hold = used[d] ? top - compute[d] : 0;
        double holdJoules = hold * device.idleWatts();
        grams += device.gramsPerJoule() * (joules[d] + holdJoules);
        shares.add(
            new Share(layerCount[d], used[d], compute[d], link[d], hold, joules[d], holdJoules));
      }
      double seconds = computeSeconds + transferSeconds + loadSeconds;
      above("latency", seconds, goal.mostSeconds(), "s");
      above("energy", allJoules, goal.mostJoules(), "J");
      if (goal.inferencesPerSecond() > 0) {
        above("time between inferences", cycle, 1 / goal.inferencesPerSecond(), "s");
      }
      return new LayerScore(
          seconds,
          computeSeconds,
          transferSeconds,
          loadSeconds,
          allJoules,
          cycle,
          grams,
          shares,
          violations);
    }

    private void above(String what, double value, double most, String unit) {
      if (value > most * (1 + LayerGoal.TOLERANCE)) {
        violations.add("The %s is %.6g %s of %.6g allowed.".formatted(what, value, unit, most));
      }
    }

    private String name(int d) {
      return problem.devices().get(d).name();
    }
  }

  /**
   * The pieces as they run: what stays on one device at one frequency is one piece, whose own time
   * counts where it is known.
   */
  public static List<Piece> merged(LayerProblem problem, List<Piece> pieces) {
    List<Piece> merged = new ArrayList<>();
    for (Piece piece : pieces) {
      Piece last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
      if (last != null
          && last.device() == piece.device()
          && last.point() == piece.point()
          && Double.isFinite(
              problem.pieceSeconds(last.device(), last.point(), last.from(), piece.to()))) {
        merged.set(
            merged.size() - 1, new Piece(last.device(), last.point(), last.from(), piece.to()));
      } else {
        merged.add(piece);
      }
    }
    return merged;
  }
}
