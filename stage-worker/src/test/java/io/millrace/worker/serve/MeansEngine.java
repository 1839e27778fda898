package io.millrace.worker.serve;

import io.millrace.models.task.Output;
import io.millrace.models.task.Row;
import io.millrace.worker.infer.InferenceEngine;
import io.millrace.worker.infer.ModelInput;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Consumer;

/** Gives the mean of each colour plane without any runtime, and tells before every call. */
final class MeansEngine implements InferenceEngine {

  private final Consumer<List<Row>> before;

  MeansEngine(Consumer<List<Row>> before) {
    this.before = before;
  }

  @Override
  public ModelInput input() {
    return new ModelInput("x", List.of(-1, 3, -1, -1));
  }

  @Override
  public List<Output> run(List<Row> rows) {
    before.accept(rows);
    return rows.stream().map(MeansEngine::means).toList();
  }

  @Override
  public void close() {}

  static float[] planes(Row row) {
    int size = row.shape()[1] * row.shape()[2];
    FloatBuffer values = FloatBuffer.allocate(3 * size);
    row.write(values);
    float[] means = new float[3];
    for (int i = 0; i < 3 * size; i++) {
      means[i / size] += values.get(i) / size;
    }
    return means;
  }

  private static Output means(Row row) {
    return Output.of(planes(row), 3);
  }
}
