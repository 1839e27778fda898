package io.millrace.worker.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.models.task.Output;
import io.millrace.models.task.Row;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowBatchesTest {

  @Test
  void shouldPutRowsOfOneShapeTogetherWhereverTheyStand() {
    // Given
    Row a = Rows.filled(1, 3, 2);
    Row b = Rows.filled(2, 3, 4);
    Row c = Rows.filled(3, 3, 2);

    // When
    RowBatches batches = RowBatches.of(List.of(a, b, c), 8);

    // Then
    assertThat(batches.batches())
        .containsExactly(
            new RowBatches.Batch(List.of(a, c), List.of(0, 2)),
            new RowBatches.Batch(List.of(b), List.of(1)));
  }

  @Test
  void shouldSplitWhatDoesNotFitIntoOneCall() {
    // Given
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      rows.add(Rows.filled(i, 1));
    }

    // When
    RowBatches batches = RowBatches.of(rows, 2);

    // Then
    assertThat(batches.batches().stream().map(RowBatches.Batch::positions))
        .containsExactly(List.of(0, 1), List.of(2, 3), List.of(4));
  }

  @Test
  void shouldGiveOutputsInTheOrderOfTheRowsAndNotOfTheCalls() {
    // Given: rows whose calls run in the order 0, 2, 1
    List<Row> rows = List.of(Rows.filled(7, 1), Rows.filled(8, 2), Rows.filled(9, 1));

    // When
    List<Output> outputs = RowBatches.of(rows, 1).run(new FirstValue());

    // Then
    assertThat(outputs.stream().map(Output::toString))
        .containsExactly("Output[7]", "Output[8]", "Output[9]");
  }

  @Test
  void shouldHaveNothingToRunWithoutRows() {
    assertThat(RowBatches.of(List.of(), 4).run(new FirstValue())).isEmpty();
  }

  @Test
  void shouldRefuseACallWithoutRoom() {
    assertThatThrownBy(() -> RowBatches.of(List.of(), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxRows must be at least 1 (was 0)");
  }

  /** Answers each row with as many values as its first value says. */
  private static final class FirstValue implements InferenceEngine {

    @Override
    public ModelInput input() {
      return new ModelInput("x", List.of(-1, -1));
    }

    @Override
    public List<Output> run(List<Row> rows) {
      return rows.stream()
          .map(
              row -> {
                FloatBuffer values = FloatBuffer.allocate(row.shape()[0]);
                row.write(values);
                int first = (int) values.get(0);
                return Output.of(new float[first], first);
              })
          .toList();
    }

    @Override
    public void close() {}
  }
}
