package io.millrace.worker.infer;

import io.millrace.models.task.Output;
import io.millrace.models.task.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of one or more frames, put together into model calls: each of one shape and no more rows
 * than fit.
 *
 * @param count rows in all
 * @param batches the calls, in the order in which their first rows came
 */
public record RowBatches(int count, List<Batch> batches) {

  /** Stands in the list of outputs until the batch has run. */
  private static final Output NONE = Output.of(new float[0], 0);

  /**
   * Rows of one call, and where each came from.
   *
   * @param rows 1 or more rows of one shape, in the order in which they came
   * @param positions each row's place among all rows
   */
  public record Batch(List<Row> rows, List<Integer> positions) {
    public Batch {
      rows = List.copyOf(rows);
      positions = List.copyOf(positions);
    }
  }

  /**
   * Groups rows.
   *
   * @param maxRows most rows in one call, at least 1
   */
  public static RowBatches of(List<Row> rows, int maxRows) {
    if (maxRows < 1) {
      throw new IllegalArgumentException("maxRows must be at least 1 (was " + maxRows + ")");
    }
    Map<List<Integer>, List<Integer>> byShape = new LinkedHashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      List<Integer> shape = Arrays.stream(rows.get(i).shape()).boxed().toList();
      byShape.computeIfAbsent(shape, unused -> new ArrayList<>()).add(i);
    }
    List<Batch> batches = new ArrayList<>();
    for (List<Integer> positions : byShape.values()) {
      for (int from = 0; from < positions.size(); from += maxRows) {
        List<Integer> part = positions.subList(from, Math.min(from + maxRows, positions.size()));
        batches.add(new Batch(part.stream().map(rows::get).toList(), part));
      }
    }
    return new RowBatches(rows.size(), List.copyOf(batches));
  }

  /**
   * Runs every batch.
   *
   * @return one output per row, in the order of the rows
   */
  public List<Output> run(InferenceEngine engine) {
    List<Output> outputs = new ArrayList<>(Collections.nCopies(count, NONE));
    for (Batch batch : batches) {
      List<Output> answers = engine.run(batch.rows());
      for (int i = 0; i < answers.size(); i++) {
        outputs.set(batch.positions().get(i), answers.get(i));
      }
    }
    return outputs;
  }
}
