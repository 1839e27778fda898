package io.millrace.models.graph;

import io.millrace.models.onnx.Onnx.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Groups operators into layers and adds up what they cost.
 *
 * <p>PyTorch's exporters name an operator after the module that it belongs to ({@code
 * features/features.0/Conv}). What stands before the last slash is its scope; a scope that contains
 * no other scope is a leaf module, and its consecutive operators are one layer. Operators of other
 * scopes are functional: they run with the layer before them. In a file without scopes every
 * operator that would be a module in a framework is a layer.
 */
final class Layers {
  /** Operators that frameworks write as functions, not as modules. */
  private static final Set<String> FUNCTIONAL =
      Set.of(
          "Add",
          "Sub",
          "Mul",
          "Div",
          "Pow",
          "Sqrt",
          "Max",
          "Min",
          "Exp",
          "Concat",
          "Flatten",
          "Reshape",
          "Transpose",
          "Slice",
          "Split",
          "Squeeze",
          "Unsqueeze",
          "Identity",
          "Cast",
          "Gather",
          "Expand",
          "Pad",
          "Tile",
          "ReduceL2",
          "ReduceSum");

  private final Analysis graph;
  private final Map<Integer, Cut> cuts = new HashMap<>();
  private final Map<String, Integer> lastUse = new HashMap<>();

  Layers(Analysis graph, List<Cut> cuts) {
    this.graph = graph;
    cuts.forEach(cut -> this.cuts.put(cut.operators(), cut));
    for (int i = 0; i < graph.operators().size(); i++) {
      for (String input : graph.operators().get(i).getInputList()) {
        lastUse.put(input, i);
      }
    }
    graph.outputs().forEach(output -> lastUse.put(output.name(), Integer.MAX_VALUE));
  }

  /** Consecutive operators that are one layer. */
  private record Group(String name, int from, List<NodeProto> operators) {
    int to() {
      return from + operators.size();
    }
  }

  List<Layer> of(Granularity granularity) {
    List<Group> groups = granularity == Granularity.MODULE ? modules() : operators();
    OperatorCosts costs = new OperatorCosts(graph);
    Set<String> names = new HashSet<>();
    List<Layer> layers = new ArrayList<>();
    for (Group group : groups) {
      OperatorCosts.Cost cost =
          group.operators().stream()
              .map(costs::next)
              .reduce(OperatorCosts.Cost.NONE, OperatorCosts.Cost::plus);
      Cut cut = cuts.get(group.to());
      layers.add(
          new Layer(
              layers.size(),
              unique(group.name(), names),
              Kinds.of(group.operators()),
              group.operators().size(),
              cost.parameters(),
              cost.weightBytes(),
              cost.macs(),
              cost.ptflopsMacs(),
              cost.structural(),
              outputs(group),
              liveBytes(group.to()),
              cut == null ? Layer.NO_CUT : cut.index()));
    }
    return layers;
  }

  private static String unique(String name, Set<String> taken) {
    String candidate = name;
    for (int i = 2; !taken.add(candidate); i++) {
      candidate = name + "#" + i;
    }
    return candidate;
  }

  private List<TensorInfo> outputs(Group group) {
    List<TensorInfo> outputs = new ArrayList<>();
    for (NodeProto node : group.operators()) {
      for (String output : node.getOutputList()) {
        if (lastUse.getOrDefault(output, -1) >= group.to()) {
          outputs.add(graph.info(output));
        }
      }
    }
    return outputs;
  }

  private long liveBytes(int boundary) {
    Set<String> live = new LinkedHashSet<>();
    graph.inputs().forEach(input -> live.add(input.name()));
    for (int i = 0; i < boundary; i++) {
      live.addAll(graph.operators().get(i).getOutputList());
    }
    return live.stream()
        .filter(tensor -> lastUse.getOrDefault(tensor, -1) >= boundary)
        .mapToLong(tensor -> graph.info(tensor).bytes())
        .sum();
  }

  private List<Group> operators() {
    List<Group> groups = new ArrayList<>();
    for (NodeProto node : graph.operators()) {
      groups.add(new Group(name(node), groups.size(), List.of(node)));
    }
    return groups;
  }

  private List<Group> modules() {
    Set<String> leaves = leafScopes();
    List<Group> groups = new ArrayList<>();
    List<NodeProto> early = new ArrayList<>();
    String current = "";
    int at = 0;
    for (NodeProto node : graph.operators()) {
      String scope = scope(node);
      boolean leaf = leaves.contains(scope);
      boolean module = leaf || (leaves.isEmpty() && !FUNCTIONAL.contains(node.getOpType()));
      if (leaf && scope.equals(current)) {
        groups.get(groups.size() - 1).operators().add(node);
      } else if (module) {
        List<NodeProto> members = new ArrayList<>(early);
        members.add(node);
        groups.add(new Group(leaf ? shortened(scope) : name(node), at - early.size(), members));
        early.clear();
        current = scope;
      } else if (groups.isEmpty()) {
        early.add(node);
      } else {
        groups.get(groups.size() - 1).operators().add(node);
        current = "";
      }
      at++;
    }
    return groups.isEmpty() ? operators() : groups;
  }

  private Set<String> leafScopes() {
    Set<String> scopes = new HashSet<>();
    graph.operators().forEach(node -> scopes.add(scope(node)));
    Set<String> inner = new HashSet<>();
    for (String scope : scopes) {
      for (int i = 1; i < scope.length(); i++) {
        if (scope.charAt(i) == '/' || scope.charAt(i) == '.') {
          inner.add(scope.substring(0, i));
        }
      }
    }
    scopes.removeAll(inner);
    scopes.remove("");
    return scopes;
  }

  private static String scope(NodeProto node) {
    int slash = node.getName().lastIndexOf('/');
    return slash < 0 ? "" : node.getName().substring(0, slash);
  }

  private static String shortened(String scope) {
    return scope.startsWith("/") ? scope.substring(1) : scope;
  }

  private static String name(NodeProto node) {
    return node.getName().isEmpty() ? node.getOutput(0) : shortened(node.getName());
  }
}
