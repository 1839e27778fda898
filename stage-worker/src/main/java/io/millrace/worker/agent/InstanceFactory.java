package io.millrace.worker.agent;

import io.millrace.worker.serve.StageInstance;
import java.util.function.Consumer;

/** Makes instances. */
@FunctionalInterface
public interface InstanceFactory {

  /**
   * An instance of this kind that has not begun. May block: it finds the model and the way to the
   * next stage.
   *
   * @param failed to be told when the instance cannot go on
   */
  StageInstance create(InstanceKind kind, Consumer<StageInstance> failed);
}
