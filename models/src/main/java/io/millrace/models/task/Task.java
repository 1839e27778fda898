package io.millrace.models.task;

import java.util.List;

/**
 * What a model is for: turns a scene into rows of model input, and the model's output into the next
 * scene. Pure: no model, no clock, no state; safe for use by any number of threads.
 */
public interface Task {
  /**
   * The rows to run through the model; none when there is nothing to look at.
   *
   * @throws IllegalArgumentException when the scene is not of the kind that the task needs
   */
  List<Row> prepare(Scene scene);

  /**
   * The scene after the model has looked at it.
   *
   * @param scene as given to {@link #prepare}
   * @param outputs one per row, in the same order
   * @throws OutputException when an output's shape is not what such a model gives
   */
  Scene finish(Scene scene, List<Output> outputs);

  /** Whether the task looks for things in a whole frame, rather than at things already found. */
  boolean finds();
}
