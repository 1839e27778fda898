package io.millrace.models.graph;

/**
 * A place where a graph falls into two pieces with one tensor between them.
 *
 * @param index its place among the graph's cuts, from 0
 * @param operators how many operators run before it
 * @param tensor what crosses it
 * @param folds whether it separates a convolution from its normalisation. Runtimes fold the two
 *     into one operator unless they are separated, so here alone do the pieces' results differ from
 *     the whole's, in the last bits of a float
 */
public record Cut(int index, int operators, TensorInfo tensor, boolean folds) {}
