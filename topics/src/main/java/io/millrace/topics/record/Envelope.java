package io.millrace.topics.record;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that a record says outside its value: the CloudEvents attributes of one frame's journey.
 *
 * <p>Extensions that a stage does not know travel on unchanged, so that what the camera attached
 * (ground truth, expiry) reaches the result.
 *
 * @param step the stage that wrote the value; empty when the camera did
 * @param type what the value is
 * @param frame the frame that the value was made from
 * @param contentType media type of the value
 * @param traceparent W3C trace context, or empty
 * @param extensions further CloudEvents extensions by name (lower-case letters and digits)
 */
public record Envelope(
    String step,
    RecordType type,
    FrameRef frame,
    String contentType,
    String traceparent,
    Map<String, String> extensions) {

  /** CloudEvents' own extension: when the frame stops being worth any work (RFC 3339). */
  public static final String EXPIRY = "expirytime";

  /** What really stands in the picture, as JSON; only synthetic cameras know it. */
  public static final String GROUND_TRUTH = "groundtruth";

  public static final String JPEG = "image/jpeg";
  public static final String SAFETENSORS = "application/x-safetensors";
  public static final String JSON = "application/json";

  public Envelope {
    extensions = Map.copyOf(extensions);
  }

  /** A JPEG frame without trace or extensions. */
  public static Envelope jpeg(FrameRef frame) {
    return new Envelope("", RecordType.FRAME, frame, JPEG, "", Map.of());
  }

  /** The same journey with the value that a stage wrote. */
  public Envelope carrying(StageId stage, RecordType newType, String newContentType) {
    return new Envelope(stage.value(), newType, frame, newContentType, traceparent, extensions);
  }

  /** This envelope with one more extension. */
  public Envelope with(String extension, String value) {
    TreeMap<String, String> more = new TreeMap<>(extensions);
    more.put(extension, value);
    return new Envelope(step, type, frame, contentType, traceparent, more);
  }

  /**
   * The CloudEvents id: the same every time the same stage works on the same frame, so that a
   * duplicate is recognised.
   */
  public String id() {
    return step.isEmpty() ? frame.name() : frame.name() + "@" + step;
  }

  /** The extension's value, or empty when it is absent. */
  public String extension(String name) {
    return extensions.getOrDefault(name, "");
  }

  /** When the frame goes stale; {@link Instant#MAX} when it never does. */
  public Instant expiry() {
    String text = extension(EXPIRY);
    return text.isEmpty() ? Instant.MAX : Instant.parse(text);
  }
}
