package io.millrace.dispatcher.ingest;

import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.Reason;
import java.time.Instant;
import java.util.Map;

/**
 * A camera and its account: once it has stopped, {@code pictures = accepted + all drops}.
 *
 * @param camera the camera
 * @param address where it is, without any password
 * @param pace how fast it is read, as people write it
 * @param started when it was started
 * @param state what it is doing
 * @param pictures pictures that the camera delivered
 * @param accepted those that the sink took
 * @param drops those given up, by reason; only reasons that occurred
 */
public record CameraStatus(
    CameraId camera,
    String address,
    String pace,
    Instant started,
    CameraState state,
    long pictures,
    long accepted,
    Map<Reason, Long> drops) {

  public CameraStatus {
    drops = Map.copyOf(drops);
  }
}
