package io.millrace.topics.record;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

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
 * @param extensions further CloudEvents extensions by name (lower-case letters and digits); an
 *     {@value #EXPIRY} among them is an RFC 3339 time
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

  private static final Pattern EXTENSION_NAME = Pattern.compile("[a-z0-9]+");

  /** Attributes that have components of their own; an extension of this name would be a second. */
  private static final Set<String> ATTRIBUTES =
      Set.of("specversion", "id", "source", "type", "time", "sequence", "run");

  public Envelope {
    if (!step.isEmpty()) {
      Names.checkWithoutDots("stage", step);
    }
    if (contentType.isBlank()) {
      throw new IllegalArgumentException(
          "The content type of %s must not be blank.".formatted(frame.name()));
    }
    for (String name : extensions.keySet()) {
      if (!EXTENSION_NAME.matcher(name).matches() || ATTRIBUTES.contains(name)) {
        throw new IllegalArgumentException(
            "The extension '%s' of %s must be lower-case letters and digits, and none of %s."
                .formatted(name, frame.name(), new TreeSet<>(ATTRIBUTES)));
      }
    }
    extensions = Collections.unmodifiableMap(new TreeMap<>(extensions));
    parseExpiry(extensions.getOrDefault(EXPIRY, ""), frame);
  }

  /** A JPEG frame without trace or extensions. */
  public static Envelope jpeg(FrameRef frame) {
    return new Envelope("", RecordType.FRAME, frame, JPEG, "", Map.of());
  }

  /** The same journey with the value that a stage wrote. */
  public Envelope carrying(StageId stage, RecordType newType, String newContentType) {
    return new Envelope(stage.value(), newType, frame, newContentType, traceparent, extensions);
  }

  /** The same with this trace context, or itself when it has it. */
  public Envelope tracedBy(String newTraceparent) {
    return newTraceparent.equals(traceparent)
        ? this
        : new Envelope(step, type, frame, contentType, newTraceparent, extensions);
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
    return parseExpiry(extension(EXPIRY), frame);
  }

  private static Instant parseExpiry(String text, FrameRef frame) {
    try {
      return text.isEmpty() ? Instant.MAX : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "The extension %s of %s must be an RFC 3339 time (was '%s')."
              .formatted(EXPIRY, frame.name(), text),
          e);
    }
  }
}
