package io.millrace.models.graph;

import io.millrace.models.onnx.Onnx.ModelProto;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A model's graph: its layers, its cuts, and the pieces between them.
 *
 * <p>All is for one shape of the inputs: the file's, or the one given. Reading holds the weights in
 * memory that are in the model's file; weights in files beside it are only looked for. Unchangeable
 * and safe for any number of threads.
 */
public final class OnnxGraph {
  private final Analysis analysis;
  private final List<Cut> cuts;

  private OnnxGraph(OnnxFile file, Map<String, List<Long>> shapes) {
    this.analysis = new Analysis(file, shapes);
    this.cuts = CutPoints.of(analysis);
  }

  /**
   * Reads a file whose inputs have fixed shapes; a batch that alone is open is 1.
   *
   * @throws GraphException when it is not such a file
   */
  public static OnnxGraph read(Path file) {
    return read(file, Map.of());
  }

  /**
   * Reads a file.
   *
   * @param shapes the shapes of inputs by name; inputs that are not named have the file's
   * @throws GraphException when the file cannot be used with these shapes
   */
  public static OnnxGraph read(Path file, Map<String, List<Long>> shapes) {
    return new OnnxGraph(OnnxFile.read(file), shapes);
  }

  /**
   * Looks at a model in memory.
   *
   * @param name how messages and tables name it
   */
  public static OnnxGraph of(String name, ModelProto model) {
    return new OnnxGraph(new OnnxFile(name, Path.of(""), model), Map.of());
  }

  /** How messages and tables name it: the file's path. */
  public String name() {
    return analysis.file().name();
  }

  /** The version of ONNX's operators that it is written in. */
  public long opset() {
    return analysis.file().opset();
  }

  /** What it takes. */
  public List<TensorInfo> inputs() {
    return analysis.inputs();
  }

  /** What it gives. */
  public List<TensorInfo> outputs() {
    return List.copyOf(analysis.outputs());
  }

  /** Its layers with what they cost. */
  public LayerTable layers(Granularity granularity) {
    return new LayerTable(
        name(), granularity, inputs(), outputs(), new Layers(analysis, cuts).of(granularity));
  }

  /** Every place where a single tensor stands between two pieces, in the order of running. */
  public List<Cut> cuts() {
    return cuts;
  }

  /** The same, where there must be one. */
  public List<Cut> requireCuts() {
    if (cuts.isEmpty()) {
      throw new GraphException(
          GraphException.Reason.NO_CUT,
          "%s: nowhere does a single tensor stand between two parts of the graph, so it cannot be cut\nMaybe run it as one stage."
              .formatted(name()));
    }
    return cuts;
  }

  /**
   * The cut of that name.
   *
   * @param text the tensor, the cut's index, a layer of either granularity that it comes after, or
   *     a block of layers ({@code features.6}) whose last cut it is
   */
  public Cut cut(String text) {
    requireCuts();
    for (Cut cut : cuts) {
      if (cut.tensor().name().equals(text)) {
        return cut;
      }
    }
    for (Granularity granularity : Granularity.values()) {
      for (Layer layer : layers(granularity).layers()) {
        if (layer.name().equals(text) && layer.cutAfter()) {
          return cuts.get(layer.cut());
        }
      }
    }
    Cut last = null;
    for (Layer layer : layers(Granularity.MODULE).layers()) {
      boolean inside = layer.name().startsWith(text + ".") || layer.name().startsWith(text + "/");
      last = inside && layer.cutAfter() ? cuts.get(layer.cut()) : last;
    }
    if (last != null) {
      return last;
    }
    if (text.matches("\\d{1,9}") && Integer.parseInt(text) < cuts.size()) {
      return cuts.get(Integer.parseInt(text));
    }
    throw new GraphException(
        GraphException.Reason.NO_CUT,
        "%s: there is no cut %s; there are %d, from 0 (%s) to %d (%s)\nMaybe look at: millrace models cuts"
            .formatted(
                name(),
                text,
                cuts.size(),
                cuts.get(0).tensor().name(),
                cuts.size() - 1,
                cuts.get(cuts.size() - 1).tensor().name()));
  }

  /** Its units, cut wherever pieces compute the same bits as the whole. */
  public Chain chain() {
    List<Cut> chosen = cuts.stream().filter(cut -> !cut.folds()).toList();
    List<Chain.Unit> units = new ArrayList<>();
    long macs = 0;
    long weights = 0;
    List<Layer> layers = layers(Granularity.OPERATOR).layers();
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      macs += layer.macs(Counting.PTFLOPS);
      weights += layer.weightBytes();
      boolean last = i == layers.size() - 1;
      if (last || (layer.cutAfter() && !cuts.get(layer.cut()).folds())) {
        long bytes =
            last
                ? outputs().stream().mapToLong(TensorInfo::bytes).sum()
                : cuts.get(layer.cut()).tensor().bytes();
        units.add(new Chain.Unit(layer.name(), 2 * macs, macs, weights, bytes));
        macs = 0;
        weights = 0;
      }
    }
    return new Chain(inputs().stream().mapToLong(TensorInfo::bytes).sum(), units, chosen);
  }

  /**
   * Saves consecutive units of the {@link #chain()} as one model.
   *
   * @param from the first unit, from 0
   * @param to the unit after the last
   */
  public ModelWriter.Saved bundle(int from, int to, Path file) {
    List<Cut> inner = chain().cuts();
    if (from < 0 || to <= from || to > inner.size() + 1) {
      throw new IllegalArgumentException(
          "a bundle of %s must lie within 0 to %d (was %d to %d)"
              .formatted(name(), inner.size() + 1, from, to));
    }
    boolean first = from == 0;
    boolean last = to == inner.size() + 1;
    ModelProto bundle =
        Extraction.of(
            analysis,
            first ? 0 : inner.get(from - 1).operators(),
            last ? analysis.operators().size() : inner.get(to - 1).operators(),
            first ? inputs() : List.of(inner.get(from - 1).tensor()),
            last ? outputs() : List.of(inner.get(to - 1).tensor()),
            1,
            1);
    return new ModelWriter().write(bundle, analysis.file().directory(), file);
  }

  /**
   * Saves the pieces between cuts as {@code STEM.1-of-N.onnx} and so on. Run one after the other,
   * each taking what the one before gives, they compute what the model computes.
   *
   * @param at where to cut, in any order; equal cuts count once; none saves the model as one piece
   * @param directory made when it is not there
   * @throws GraphException when a cut is not this graph's, or a file cannot be written
   */
  public List<SubModel> split(List<Cut> at, Path directory, String stem) {
    List<Cut> chosen =
        at.stream().distinct().sorted((a, b) -> Integer.compare(a.index(), b.index())).toList();
    for (Cut cut : chosen) {
      if (!cuts.contains(cut)) {
        throw new GraphException(
            GraphException.Reason.NO_CUT,
            "%s: %s is a cut of another graph".formatted(name(), cut));
      }
    }
    ModelWriter writer = new ModelWriter();
    int parts = chosen.size() + 1;
    List<SubModel> pieces = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      int from = i == 0 ? 0 : chosen.get(i - 1).operators();
      int to = i == parts - 1 ? analysis.operators().size() : chosen.get(i).operators();
      List<TensorInfo> in = i == 0 ? inputs() : List.of(chosen.get(i - 1).tensor());
      List<TensorInfo> out = i == parts - 1 ? outputs() : List.of(chosen.get(i).tensor());
      ModelProto piece = Extraction.of(analysis, from, to, in, out, i + 1, parts);
      Path file = directory.resolve("%s.%d-of-%d.onnx".formatted(stem, i + 1, parts));
      pieces.add(
          new SubModel(
              i, from, to - from, in, out, writer.write(piece, analysis.file().directory(), file)));
    }
    return pieces;
  }
}
