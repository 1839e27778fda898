package io.millrace.models.graph;

import java.util.List;

/**
 * One row of a {@link LayerTable}, for the batch that the table was made with.
 *
 * @param index its place, from 0
 * @param name unique in the table; the module's path where the file tells it
 * @param kind what it does, in a word: {@code conv}, {@code batch-norm}, {@code relu}
 * @param operators how many operators of the graph it is
 * @param parameters trained values that it is the first to use; statistics of normalisations are
 *     not trained
 * @param weightBytes all that must be in memory to run it, in bytes; shared weights count with
 *     their first layer
 * @param macs multiply-accumulates, {@link Counting#PLAIN}
 * @param ptflopsMacs multiply-accumulates, {@link Counting#PTFLOPS}
 * @param structuralCost AMP4EC's cost: kernel area × channels in × channels out of a convolution
 *     (groups ignored), inputs × outputs of a linear layer, the parameters of any other
 * @param outputs the tensors that it makes for other layers or as the model's output
 * @param liveBytes bytes that cross the boundary after it: what later layers still need, its own
 *     output included, and outputs of the model that are ready
 * @param cut the index of the {@link Cut} right after it, or {@link #NO_CUT}
 */
public record Layer(
    int index,
    String name,
    String kind,
    int operators,
    long parameters,
    long weightBytes,
    long macs,
    long ptflopsMacs,
    long structuralCost,
    List<TensorInfo> outputs,
    long liveBytes,
    int cut) {
  /** The value of {@link #cut} where the graph cannot be cut. */
  public static final int NO_CUT = -1;

  /** Copies the outputs. */
  public Layer {
    outputs = List.copyOf(outputs);
  }

  /** Multiply-accumulates in that counting. */
  public long macs(Counting counting) {
    return counting == Counting.PLAIN ? macs : ptflopsMacs;
  }

  /** Floating-point operations in that counting: two a multiply-accumulate. */
  public long flops(Counting counting) {
    return 2 * macs(counting);
  }

  /** Bytes of the tensors that it makes. */
  public long outputBytes() {
    return outputs.stream().mapToLong(TensorInfo::bytes).sum();
  }

  /** Elements of the tensors that it makes. */
  public long outputElements() {
    return outputs.stream().mapToLong(TensorInfo::elements).sum();
  }

  /** Whether the graph can be cut right after it. */
  public boolean cutAfter() {
    return cut != NO_CUT;
  }
}
