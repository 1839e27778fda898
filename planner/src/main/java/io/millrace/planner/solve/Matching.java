package io.millrace.planner.solve;

import io.millrace.planner.PlanningException;
import io.millrace.planner.PlanningException.Reason;
import io.millrace.planner.score.AssignmentScore;
import io.millrace.planner.score.StageMatrix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Gives every stage devices of its own by bipartite matching, if that can be done at all.
 *
 * <p>Stages ask one after the other for one device more (Kuhn, "The Hungarian method", 1955,
 * without the costs): a stage that finds none free takes one whose stage can find another, along a
 * chain. If no chain leads to a free device, the stages that were asked have fewer devices among
 * them than they need (Hall's theorem), and nobody can do better. Cost: O(stages · pairs that fit)
 * per device and stage.
 */
final class Matching {

  private static final int NOBODY = AssignmentScore.UNUSED;

  private final StageMatrix matrix;
  private final int[] stageOf;
  private final int[] first;

  /** After a failure: stages that have fewer devices among them than they need. */
  private List<Integer> lacking = List.of();

  private Matching(StageMatrix matrix) {
    this.matrix = matrix;
    this.stageOf = new int[matrix.devices()];
    this.first = new int[matrix.stages()];
    Arrays.fill(stageOf, NOBODY);
  }

  /**
   * One device for every stage; all other devices are unused.
   *
   * @param names of the stages, for the message
   * @throws PlanningException if that cannot be done; the message names the stages that lack
   *     devices
   */
  static int[] onePerStage(StageMatrix matrix, List<String> names) {
    Matching matching = new Matching(matrix);
    if (!matching.add(1)) {
      throw matching.infeasible(names);
    }
    return matching.stageOf;
  }

  /**
   * Checks that every stage can have a device of its own.
   *
   * @throws PlanningException like {@link #onePerStage}
   */
  static void requireOnePerStage(StageMatrix matrix, List<String> names) {
    Matching matching = new Matching(matrix);
    if (!matching.add(1)) {
      throw matching.infeasible(names);
    }
  }

  /** So many devices for every stage, earlier devices first; empty when that cannot be done. */
  static int[] perStage(StageMatrix matrix, int count) {
    Matching matching = new Matching(matrix);
    return matching.add(count) ? matching.stageOf : new int[0];
  }

  private boolean add(int perStage) {
    for (int round = 0; round < perStage; round++) {
      for (int s = 0; s < matrix.stages(); s++) {
        if (!takeFree(s) && !takeAlongChain(s)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean takeFree(int s) {
    // A device once taken is never free again, so each stage reads the list once.
    while (first[s] < stageOf.length) {
      int j = first[s]++;
      if (stageOf[j] == NOBODY && matrix.fits(s, j)) {
        stageOf[j] = s;
        return true;
      }
    }
    return false;
  }

  /** Breadth first from a stage over the devices of others to a device that is free. */
  private boolean takeAlongChain(int from) {
    int[] askedBy = new int[stageOf.length];
    Arrays.fill(askedBy, NOBODY);
    // The device whose asking brought a stage into the search: what it gives up along the chain.
    int[] givenUp = new int[matrix.stages()];
    Arrays.fill(givenUp, NOBODY);
    Deque<Integer> queue = new ArrayDeque<>(List.of(from));
    List<Integer> asked = new ArrayList<>();
    while (!queue.isEmpty()) {
      int s = queue.remove();
      asked.add(s);
      for (int j = 0; j < stageOf.length; j++) {
        if (askedBy[j] != NOBODY || stageOf[j] == s || !matrix.fits(s, j)) {
          continue;
        }
        askedBy[j] = s;
        int owner = stageOf[j];
        if (owner == NOBODY) {
          shift(j, from, askedBy, givenUp);
          return true;
        }
        if (owner != from && givenUp[owner] == NOBODY) {
          givenUp[owner] = j;
          queue.add(owner);
        }
      }
    }
    lacking = asked;
    return false;
  }

  private void shift(int free, int from, int[] askedBy, int[] givenUp) {
    int device = free;
    while (true) {
      int taker = askedBy[device];
      stageOf[device] = taker;
      if (taker == from) {
        return;
      }
      device = givenUp[taker];
    }
  }

  private PlanningException infeasible(List<String> names) {
    long devices = 0;
    for (int j = 0; j < stageOf.length; j++) {
      int device = j;
      devices += lacking.stream().anyMatch(s -> matrix.fits(s, device)) ? 1 : 0;
    }
    return new PlanningException(
        Reason.INFEASIBLE,
        "Each stage needs a device of its own, but only %d of the devices can run any of the stages %s.%nMaybe add a device with enough memory for one of them, or use the strategy nudif-shared."
            .formatted(
                devices, String.join(", ", lacking.stream().sorted().map(names::get).toList())));
  }
}
