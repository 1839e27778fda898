package io.millrace.worker.wire;

import io.millrace.models.task.Row;
import io.millrace.models.task.Scene;
import java.util.List;

/** What came of reading a record's value. */
public sealed interface Reading {

  /** The value is a scene. */
  record Done(Scene scene) implements Reading {}

  /**
   * The value is what a model's piece computed, and the scene that it belongs to, without pixels.
   *
   * @param rows what the next piece takes
   */
  record Computed(Scene scene, List<Row> rows) implements Reading {

    /** Copies the list. */
    public Computed {
      rows = List.copyOf(rows);
    }
  }

  /**
   * The value is nothing to work on.
   *
   * @param error what was wrong, and where in the value
   */
  record Failed(String error) implements Reading {}
}
