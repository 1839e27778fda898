package io.millrace.models.graph;

import io.millrace.models.onnx.Onnx.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every tensor through which all paths from the inputs to the outputs go.
 *
 * <p>Walking the operators in order, a tensor is live from where it is made to where it is last
 * read. A cut is where exactly one is live. The order does not matter: what must run before such a
 * tensor and what can run only after it are all the operators there are, so every order in which
 * they can run passes it. O(operators + edges).
 */
final class CutPoints {

  private CutPoints() {}

  static List<Cut> of(Analysis graph) {
    List<NodeProto> operators = graph.operators();
    Map<String, Integer> last = new HashMap<>();
    for (int i = 0; i < operators.size(); i++) {
      for (String input : operators.get(i).getInputList()) {
        last.put(input, i);
      }
    }
    graph.outputs().forEach(output -> last.put(output.name(), Integer.MAX_VALUE));
    Set<String> live = new HashSet<>();
    graph.inputs().stream().map(TensorInfo::name).filter(last::containsKey).forEach(live::add);
    List<Cut> cuts = new ArrayList<>();
    for (int i = 0; i < operators.size() - 1; i++) {
      for (String output : operators.get(i).getOutputList()) {
        if (last.containsKey(output)) {
          live.add(output);
        }
      }
      int now = i;
      live.removeIf(tensor -> last.getOrDefault(tensor, -1) <= now);
      if (live.size() == 1) {
        String tensor = live.iterator().next();
        if (last.getOrDefault(tensor, 0) != Integer.MAX_VALUE) {
          boolean folds =
              operators.get(i).getOpType().startsWith("Conv")
                  && operators.get(i + 1).getOpType().equals("BatchNormalization");
          cuts.add(new Cut(cuts.size(), i + 1, graph.info(tensor), folds));
        }
      }
    }
    return List.copyOf(cuts);
  }
}
