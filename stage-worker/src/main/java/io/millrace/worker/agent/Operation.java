package io.millrace.worker.agent;

import io.millrace.topics.record.InstanceId;

/** One step from what runs to what should. */
public sealed interface Operation {

  /** Start one more instance of this kind. */
  record Start(InstanceKind kind) implements Operation {}

  /** Drain this instance and stop it. */
  record Stop(InstanceId instance) implements Operation {}
}
