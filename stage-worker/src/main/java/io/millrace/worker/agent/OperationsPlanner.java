package io.millrace.worker.agent;

import io.millrace.topics.record.InstanceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the steps from what runs to what should run. Pure and stateless.
 *
 * <p>Starts come before stops, so that a new instance is loaded and warm before the one that it
 * replaces leaves its lanes. Of several instances of a kind that is wanted less, those that were
 * started last are stopped.
 */
final class OperationsPlanner {

  private OperationsPlanner() {}

  /**
   * The steps, in the order in which they are to be taken.
   *
   * @param running kinds of what runs by id, in the order in which it was started
   */
  static List<Operation> plan(Target target, Map<InstanceId, InstanceKind> running) {
    Map<InstanceKind, Integer> open = new HashMap<>(target.instances());
    List<Operation> stops = new ArrayList<>();
    running.forEach(
        (id, kind) -> {
          if (open.merge(kind, -1, Integer::sum) < 0) {
            stops.add(new Operation.Stop(id));
          }
        });
    List<Operation> operations = new ArrayList<>();
    for (InstanceKind kind : target.instances().keySet()) {
      for (int i = open.getOrDefault(kind, 0); i > 0; i--) {
        operations.add(new Operation.Start(kind));
      }
    }
    operations.addAll(stops);
    return List.copyOf(operations);
  }
}
