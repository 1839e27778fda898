package io.millrace.dispatcher.ingest;

import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.Reason;

/** Told of every picture that a camera delivered and that no sink accepted. */
@FunctionalInterface
public interface DropCounter {

  /** One picture was given up; {@code SAMPLED}, {@code FULL} or {@code SHUTDOWN}. */
  void dropped(CameraId camera, Reason reason);
}
