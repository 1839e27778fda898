package io.millrace.planner.solve.layer;

import io.millrace.planner.layer.LayerForm;
import io.millrace.planner.layer.LayerGoal;
import io.millrace.planner.layer.LayerProblem;
import io.millrace.planner.layer.Piece;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * All cuts as the paths of an acyclic network.
 *
 * <p>At every boundary each device has two nodes: <i>out</i>, where its tensor is, and <i>in</i>,
 * where a tensor is ready for its next piece. A path goes from <i>out</i> of the source at boundary
 * 0 to <i>in</i> of the destination at boundary L; it alternates between moves (a stay or a hop,
 * from <i>out</i> to <i>in</i>) and pieces (from <i>in</i> to a later <i>out</i>). Nodes are
 * numbered so that every arc leads to a higher number.
 */
final class LayerNetwork {

  /**
   * An arc: a piece, or a move from one device to another or within one.
   *
   * @param tail node that it leaves
   * @param head node that it enters
   * @param boundary of a move; first layer of a piece
   * @param from device that sends, or runs the piece
   * @param to device that receives, or runs the piece
   * @param piece the piece, if it is one
   * @param seconds it takes
   * @param computeSeconds of these, on {@code to}, layers, weights and tensors within it
   * @param linkSeconds of these, of both devices, on the link
   * @param joules of computing and links
   * @param grams carbon of these joules
   */
  record Arc(
      int tail,
      int head,
      int boundary,
      int from,
      int to,
      List<Piece> piece,
      double seconds,
      double computeSeconds,
      double linkSeconds,
      double joules,
      double grams) {

    boolean isPiece() {
      return !piece.isEmpty();
    }

    boolean isStay() {
      return piece.isEmpty() && from == to;
    }
  }

  /** What an arc counts for. */
  @FunctionalInterface
  interface Weight {
    double of(Arc arc);
  }

  final LayerProblem problem;
  final LayerForm form;
  final LayerGoal goal;
  final List<Arc> arcs;
  private final int devices;

  private LayerNetwork(LayerNetwork of, List<Arc> arcs) {
    this.problem = of.problem;
    this.form = of.form;
    this.goal = of.goal;
    this.devices = of.devices;
    this.arcs = arcs;
  }

  LayerNetwork(LayerProblem problem, LayerForm form, LayerGoal goal) {
    this.problem = problem;
    this.form = form;
    this.goal = goal;
    this.devices = problem.devices().size();
    List<Arc> all = new ArrayList<>();
    for (int k = 0; k <= problem.layers(); k++) {
      moves(k, all);
      if (k < problem.layers()) {
        pieces(k, all);
      }
    }
    all.sort(Comparator.comparingInt(Arc::tail));
    this.arcs = Collections.unmodifiableList(all);
  }

  int nodes() {
    return 2 * devices * (problem.layers() + 1);
  }

  int start() {
    return out(0, problem.source());
  }

  int end() {
    return in(problem.layers(), problem.destination());
  }

  private int out(int k, int device) {
    return 2 * devices * k + device;
  }

  private int in(int k, int device) {
    return 2 * devices * k + devices + device;
  }

  private void moves(int k, List<Arc> into) {
    int last = problem.layers();
    // A second piece right after the first is against the rule where a device has one at most.
    boolean stays = k == 0 || k == last || !form.once(problem, goal);
    for (int d = 0; d < devices; d++) {
      if (k == 0 && d != problem.source()) {
        continue;
      }
      for (int e = 0; e < devices; e++) {
        boolean stay = d == e;
        if ((k == last && e != problem.destination())
            || (stay && !stays)
            || (!stay && Double.isInfinite(problem.hopSeconds(k, d, e)))) {
          continue;
        }
        double load = k < last && (stay || !form.preload()) ? problem.loadSeconds(k, e) : 0;
        double compute = load + (stay ? problem.staySeconds(k, e) : 0);
        double link = stay ? 0 : problem.hopSeconds(k, d, e);
        double send = stay ? 0 : problem.sendJoules(k, d, e);
        double receive = stay ? 0 : problem.receiveJoules(k, d, e);
        into.add(
            new Arc(
                out(k, d),
                in(k, e),
                k,
                d,
                e,
                List.of(),
                compute + link,
                compute,
                link,
                send + receive,
                send * gramsPerJoule(d) + receive * gramsPerJoule(e)));
      }
    }
  }

  private void pieces(int from, List<Arc> into) {
    int most = Math.min(problem.layers(), from + form.most(problem, goal));
    for (int d = 0; d < devices; d++) {
      if (!problem.mayRun(d, from, goal)) {
        continue;
      }
      for (int p = form.firstPoint(problem, d); p < problem.points(d); p++) {
        for (int to = from + 1; to <= most; to++) {
          double seconds = problem.pieceSeconds(d, p, from, to);
          if (Double.isFinite(seconds)) {
            double joules = problem.pieceJoules(d, p, from, to);
            into.add(
                new Arc(
                    in(from, d),
                    out(to, d),
                    from,
                    d,
                    d,
                    List.of(new Piece(d, p, from, to)),
                    seconds,
                    seconds,
                    0,
                    joules,
                    joules * gramsPerJoule(d)));
          }
        }
      }
    }
  }

  private double gramsPerJoule(int device) {
    return problem.devices().get(device).gramsPerJoule();
  }

  /** The same network with only these arcs. */
  LayerNetwork with(List<Arc> fewer) {
    return new LayerNetwork(this, fewer);
  }

  /** Least weight from the start to every node; infinity where no path leads. */
  double[] fromStart(Weight weight) {
    double[] least = unreached();
    least[start()] = 0;
    for (Arc arc : arcs) {
      least[arc.head()] = Math.min(least[arc.head()], least[arc.tail()] + weight.of(arc));
    }
    return least;
  }

  /** Least weight from every node to the end. */
  double[] toEnd(Weight weight) {
    double[] least = unreached();
    least[end()] = 0;
    for (int a = arcs.size() - 1; a >= 0; a--) {
      Arc arc = arcs.get(a);
      least[arc.tail()] = Math.min(least[arc.tail()], least[arc.head()] + weight.of(arc));
    }
    return least;
  }

  private double[] unreached() {
    double[] least = new double[nodes()];
    java.util.Arrays.fill(least, Double.POSITIVE_INFINITY);
    return least;
  }

  /** The path of least weight; empty when there is none. */
  List<Arc> shortest(Weight weight) {
    double[] least = unreached();
    Arc[] by = new Arc[nodes()];
    least[start()] = 0;
    for (Arc arc : arcs) {
      double through = least[arc.tail()] + weight.of(arc);
      if (through < least[arc.head()]) {
        least[arc.head()] = through;
        by[arc.head()] = arc;
      }
    }
    List<Arc> path = new ArrayList<>();
    int at = end();
    while (at != start()) {
      Arc arc = by[at];
      if (arc == null) {
        return List.of();
      }
      path.add(arc);
      at = arc.tail();
    }
    Collections.reverse(path);
    return path;
  }

  /** The pieces of a path. */
  static List<Piece> pieces(List<Arc> path) {
    return path.stream().flatMap(arc -> arc.piece().stream()).toList();
  }

  /** What a path weighs. */
  static double sum(List<Arc> path, Weight weight) {
    return path.stream().mapToDouble(weight::of).sum();
  }
}
