package io.millrace.planner.solve;

import io.millrace.planner.solve.SharedModel.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * From a relaxation's parts of devices and instances to whole ones.
 *
 * <p>Counts of equal devices are rounded by largest remainder. In a device of its own, activities
 * are hosted in the order of the time that the relaxation gave them, as long as memory lasts; a
 * stage that no device hosts then takes the place of one that others host too.
 */
final class SharedRounding {

  private final SharedFacts facts;
  private final SharedModel model;
  private final SharedSolution relaxed;

  private SharedRounding(SharedFacts facts, SharedModel model, SharedSolution relaxed) {
    this.facts = facts;
    this.model = model;
    this.relaxed = relaxed;
  }

  /** Rounds what a model's relaxation was solved to. */
  static SharedRounding of(SharedFacts facts, SharedModel solved) {
    return new SharedRounding(facts, solved, solved.solution());
  }

  /** Deals stages out in turn, for when there was no time for a relaxation. */
  static SharedRounding blind(SharedFacts facts, SharedModel model) {
    int n = model.blocks.size();
    double[] devices = new double[n];
    double[][] flows = new double[n][];
    for (int b = 0; b < n; b++) {
      EqualDevices kind = facts.kinds.get(model.blocks.get(b).kind());
      int size = kind.activities().size();
      devices[b] =
          model.blocks.get(b).listed() ? (double) kind.count() / kind.hostings().size() : 1;
      flows[b] = new double[size];
      for (int a = 0; a < size; a++) {
        flows[b][a] = (1 + (a + b) % size) / kind.activities().get(a).itemSeconds();
      }
    }
    double[] rates = new double[facts.pipelines().size()];
    return new SharedRounding(
        facts, model, new SharedSolution(0, rates, devices, new double[n][], flows, List.of()));
  }

  /** Plans to try: the rounded one, and the same with every device on. */
  List<SharedSolution> all() {
    double[][] hosted = hosted();
    return List.of(
        with(counts(false), hosted), with(counts(true), hosted), with(ceilings(), hosted));
  }

  private SharedSolution with(double[] devices, double[][] hosted) {
    return new SharedSolution(
        0, relaxed.rates(), devices, hosted, relaxed.flows(), relaxed.routes());
  }

  private double[] counts(boolean everyDevice) {
    double[] counts = new double[model.blocks.size()];
    for (int g = 0; g < facts.kinds.size(); g++) {
      int[] blocks = blocksOf(g);
      double sum = Arrays.stream(blocks).mapToDouble(b -> relaxed.devices()[b]).sum();
      int most = facts.kinds.get(g).count();
      int whole = everyDevice ? most : (int) Math.min(most, Math.rint(sum));
      double scale = everyDevice && sum > 0 ? most / sum : 1;
      int given = 0;
      for (int b : blocks) {
        counts[b] = Math.floor(relaxed.devices()[b] * scale + 1e-9);
        given += (int) counts[b];
      }
      Integer[] order = Arrays.stream(blocks).boxed().toArray(Integer[]::new);
      Arrays.sort(
          order,
          Comparator.comparingDouble((Integer b) -> counts[b] - relaxed.devices()[b] * scale));
      for (int i = 0; given < whole; i = (i + 1) % order.length) {
        counts[order[i]]++;
        given++;
      }
    }
    return counts;
  }

  /** Every part of a device rounded up while there are devices. */
  private double[] ceilings() {
    double[] counts = new double[model.blocks.size()];
    for (int g = 0; g < facts.kinds.size(); g++) {
      double left = facts.kinds.get(g).count();
      for (int b : blocksOf(g)) {
        counts[b] = Math.min(left, Math.ceil(relaxed.devices()[b] - 1e-9));
        left -= counts[b];
      }
    }
    return counts;
  }

  private int[] blocksOf(int kind) {
    return IntStream.range(0, model.blocks.size())
        .filter(b -> model.blocks.get(b).kind() == kind)
        .toArray();
  }

  private double[][] hosted() {
    double[][] hosted = new double[model.blocks.size()][];
    int[][] hosts = new int[facts.pipelines().size()][];
    for (int p = 0; p < hosts.length; p++) {
      hosts[p] = new int[facts.pipelines().get(p).stages().size()];
    }
    for (int b = 0; b < hosted.length; b++) {
      Block block = model.blocks.get(b);
      List<Activity> activities = facts.kinds.get(block.kind()).activities();
      hosted[b] = new double[block.hosted().length];
      if (block.listed()) {
        for (int a = 0; a < activities.size(); a++) {
          if (block.way()[a] > 0 && relaxed.devices()[b] > 0.5) {
            hosts[activities.get(a).pipeline()][activities.get(a).stage()]++;
          }
        }
      } else {
        fill(b, hosted[b], hosts);
      }
    }
    repair(hosted, hosts);
    return hosted;
  }

  private void fill(int b, double[] hosted, int[][] hosts) {
    Block block = model.blocks.get(b);
    EqualDevices kind = facts.kinds.get(block.kind());
    Integer[] order = new Integer[hosted.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble((Integer a) -> -time(b, kind, a)));
    for (int a : order) {
      Activity activity = kind.activities().get(a);
      for (int n = 0; n < activity.most() && fits(kind, hosted, a); n++) {
        hosted[a]++;
      }
      if (hosted[a] > 0) {
        hosts[activity.pipeline()][activity.stage()]++;
      }
    }
  }

  private double time(int b, EqualDevices kind, int a) {
    return relaxed.flows()[b][a] * kind.activities().get(a).itemSeconds();
  }

  private static boolean fits(EqualDevices kind, double[] hosted, int more) {
    int pool = Hostings.pool(kind.device(), kind.activities().get(more).processor());
    long left =
        pool == 0
            ? kind.device().memoryBytes()
            : kind.device().processors().get(pool - 1).memoryBytes();
    left -= kind.activities().get(more).memoryBytes();
    for (int a = 0; a < hosted.length; a++) {
      Activity activity = kind.activities().get(a);
      if (Hostings.pool(kind.device(), activity.processor()) == pool) {
        left -= Math.round(hosted[a]) * activity.memoryBytes();
      }
    }
    return left >= 0;
  }

  /**
   * Gives every stage that nobody hosts a place on a device, at the cost of stages hosted twice.
   */
  private void repair(double[][] hosted, int[][] hosts) {
    for (int p = 0; p < hosts.length; p++) {
      for (int s = 0; s < hosts[p].length; s++) {
        for (int b = 0; hosts[p][s] == 0 && b < hosted.length; b++) {
          place(p, s, b, hosted[b], hosts);
        }
      }
    }
  }

  private void place(int p, int s, int b, double[] hosted, int[][] hosts) {
    EqualDevices kind = facts.kinds.get(model.blocks.get(b).kind());
    for (int a = 0; a < hosted.length; a++) {
      Activity wanted = kind.activities().get(a);
      if (wanted.pipeline() != p || wanted.stage() != s) {
        continue;
      }
      double[] tried = hosted.clone();
      List<Integer> gone = new ArrayList<>();
      for (int other = 0; other < tried.length && !fits(kind, tried, a); other++) {
        Activity activity = kind.activities().get(other);
        if (tried[other] > 0 && hosts[activity.pipeline()][activity.stage()] > 1) {
          tried[other] = 0;
          gone.add(other);
        }
      }
      if (fits(kind, tried, a)) {
        tried[a]++;
        System.arraycopy(tried, 0, hosted, 0, tried.length);
        hosts[p][s]++;
        for (int other : gone) {
          Activity activity = kind.activities().get(other);
          hosts[activity.pipeline()][activity.stage()]--;
        }
        return;
      }
    }
  }
}
