package io.millrace.dispatcher.web;

import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.Reason;
import java.time.Instant;
import java.util.Map;

/**
 * A camera as people see it.
 *
 * @param id the camera
 * @param address where it is, without any password
 * @param pace how fast it is read: {@code native}, a rate such as {@code 5/s}, or {@code asap}
 * @param state what it is doing
 * @param detail what went wrong and what to do; empty when nothing did
 * @param started when it was started
 * @param pictures pictures that it delivered
 * @param accepted those that entered the pipeline
 * @param drops those that did not, by reason; only what occurred
 * @param resultsPerSecond results over the last seconds
 * @param inFlight frames in the pipeline
 */
public record CameraView(
    CameraId id,
    String address,
    String pace,
    CameraPhase state,
    String detail,
    Instant started,
    long pictures,
    long accepted,
    Map<Reason, Long> drops,
    double resultsPerSecond,
    long inFlight) {

  public CameraView {
    drops = Map.copyOf(drops);
  }
}
