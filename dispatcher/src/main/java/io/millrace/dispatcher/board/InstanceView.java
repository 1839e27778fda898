package io.millrace.dispatcher.board;

import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.InstanceId;
import io.millrace.topics.record.Reason;
import java.util.Map;

/**
 * One instance of a stage as it last reported.
 *
 * @param instance the instance
 * @param device where it runs
 * @param state {@code warming}, {@code serving}, {@code draining}, or {@code silent} when no report
 *     came lately
 * @param framesPerSecond frames finished per second; 0 when silent
 * @param share its part of what the stage finishes, 0 to 1
 * @param busy part of the time that it works rather than waits, 0 to 1
 * @param serviceSeconds typical time it is busy per frame
 * @param batch mean frames per model call
 * @param waitP50Seconds median time from capture to being taken here
 * @param latencyP50Seconds median time from being taken to being acknowledged at the next topic
 * @param latencyP95Seconds 95th percentile of the same
 * @param backlog frames that wait for it
 * @param inFlight frames being worked on
 * @param lanes lanes that it owns
 * @param answered frames passed on or answered since it started
 * @param deadLetters frames that it could not work on
 * @param drops frames that it dropped, by reason
 * @param emulated whether the device's speed is emulated rather than real
 * @param ageSeconds age of the report
 */
public record InstanceView(
    InstanceId instance,
    DeviceId device,
    String state,
    double framesPerSecond,
    double share,
    double busy,
    double serviceSeconds,
    double batch,
    double waitP50Seconds,
    double latencyP50Seconds,
    double latencyP95Seconds,
    long backlog,
    int inFlight,
    int lanes,
    long answered,
    long deadLetters,
    Map<Reason, Long> drops,
    boolean emulated,
    double ageSeconds) {

  /** State of an instance that has not reported lately. */
  public static final String SILENT = "silent";

  public InstanceView {
    drops = Map.copyOf(drops);
  }
}
