package io.millrace.planner.replan;

import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.StageId;

/** A stage on a device: what a service time belongs to. */
public record ServiceKey(PipelineId pipeline, StageId stage, DeviceId device)
    implements Comparable<ServiceKey> {

  @Override
  public int compareTo(ServiceKey other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return pipeline + "/" + stage + " on " + device;
  }
}
