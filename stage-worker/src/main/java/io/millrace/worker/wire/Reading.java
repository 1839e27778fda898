package io.millrace.worker.wire;

import io.millrace.models.task.Scene;

/** What came of reading a record's value. */
public sealed interface Reading {

  /** The value is a scene. */
  record Done(Scene scene) implements Reading {}

  /**
   * The value is nothing to work on.
   *
   * @param error what was wrong, and where in the value
   */
  record Failed(String error) implements Reading {}
}
