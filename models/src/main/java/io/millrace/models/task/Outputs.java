package io.millrace.models.task;

import java.util.Arrays;
import java.util.List;

/** Checks that model output is what a task expects. */
final class Outputs {
  private Outputs() {}

  /** The one output of a task that made one row. */
  static Output single(List<Output> outputs) {
    requireCount(outputs, 1);
    return outputs.get(0);
  }

  /** Checks that there is one output per row. */
  static void requireCount(List<Output> outputs, int rows) {
    if (outputs.size() != rows) {
      throw new OutputException(
          "the model gave %d outputs for %d rows".formatted(outputs.size(), rows));
    }
  }

  /** Checks a whole shape. */
  static void requireShape(Output output, int... expected) {
    if (!output.hasShape(expected)) {
      throw new OutputException(
          "the model gave %s, but %s was expected; is this the model of the catalogue entry?"
              .formatted(output, Arrays.toString(expected)));
    }
  }
}
