package io.millrace.models.graph;

/**
 * A place where a graph falls into two pieces with one tensor between them.
 *
 * @param index its place among the graph's cuts, from 0
 * @param operators how many operators run before it
 * @param tensor what crosses it
 */
public record Cut(int index, int operators, TensorInfo tensor) {}
