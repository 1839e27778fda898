package io.millrace.topics.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.RecordType;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Envelopes as Kafka record headers: a CloudEvent in Kafka binary content mode. Of a header that
 * stands twice the last counts; headers that are neither CloudEvents nor known are passed over.
 *
 * <p>Source: CloudEvents 1.0.2 and its Kafka protocol binding. The extensions {@code ce_sequence}
 * and {@code ce_run} complete the frame's name; {@code traceparent} stands without prefix, as W3C
 * Trace Context has it.
 */
public final class CloudEventHeaders {

  private static final String PREFIX = "ce_";
  private static final String SPEC_VERSION = PREFIX + "specversion";
  private static final String ID = PREFIX + "id";
  private static final String SOURCE = PREFIX + "source";
  private static final String TYPE = PREFIX + "type";
  private static final String TIME = PREFIX + "time";
  private static final String SEQUENCE = PREFIX + "sequence";
  private static final String RUN = PREFIX + "run";
  private static final String CONTENT_TYPE = "content-type";
  private static final String TRACE_PARENT = "traceparent";
  private static final String SOURCE_PREFIX = "/cameras/";
  private static final byte[] VERSION_1 = "1.0".getBytes(UTF_8);

  private CloudEventHeaders() {}

  /** The headers of an envelope. */
  public static Headers write(Envelope envelope) {
    FrameRef frame = envelope.frame();
    RecordHeaders headers = new RecordHeaders();
    headers.add(SPEC_VERSION, VERSION_1);
    add(headers, ID, envelope.id());
    add(headers, SOURCE, SOURCE_PREFIX + frame.camera().value());
    add(headers, TYPE, envelope.type().ceType());
    add(headers, TIME, frame.captured().toString());
    add(headers, CONTENT_TYPE, envelope.contentType());
    add(headers, SEQUENCE, Long.toString(frame.sequence()));
    add(headers, RUN, Long.toString(frame.run()));
    if (!envelope.traceparent().isEmpty()) {
      add(headers, TRACE_PARENT, envelope.traceparent());
    }
    envelope.extensions().forEach((name, value) -> add(headers, PREFIX + name, value));
    return headers;
  }

  /**
   * The envelope in a record's headers.
   *
   * @throws CodecException if a header that must be there is missing or cannot be read, naming it
   */
  public static Envelope read(Headers headers) {
    Map<String, String> byName = new HashMap<>();
    for (Header header : headers) {
      if (header.value() != null) {
        byName.put(header.key(), new String(header.value(), UTF_8));
      }
    }
    String version = take(byName, SPEC_VERSION);
    if (!version.equals("1.0")) {
      throw bad(SPEC_VERSION, version, "1.0");
    }
    String id = take(byName, ID);
    String source = take(byName, SOURCE);
    if (!source.startsWith(SOURCE_PREFIX)) {
      throw bad(SOURCE, source, SOURCE_PREFIX + "<camera>");
    }
    RecordType type = type(take(byName, TYPE));
    String contentType = take(byName, CONTENT_TYPE);
    FrameRef frame =
        new FrameRef(
            camera(source.substring(SOURCE_PREFIX.length())),
            number(byName, RUN),
            number(byName, SEQUENCE),
            time(TIME, take(byName, TIME)));
    String traceparent = byName.getOrDefault(TRACE_PARENT, "");
    String expiry = byName.get(PREFIX + Envelope.EXPIRY);
    if (expiry != null) {
      Instant unused = time(PREFIX + Envelope.EXPIRY, expiry);
    }
    Map<String, String> extensions = new HashMap<>();
    byName.forEach(
        (name, value) -> {
          if (name.startsWith(PREFIX)) {
            extensions.put(name.substring(PREFIX.length()), value);
          }
        });
    try {
      return new Envelope(step(id, frame), type, frame, contentType, traceparent, extensions);
    } catch (IllegalArgumentException e) {
      throw new CodecException(
          CodecException.Reason.HEADERS, "The headers cannot be read: " + e.getMessage(), e);
    }
  }

  /** The trace context in a record's headers, whatever else they are; empty when there is none. */
  public static String traceparent(Headers headers) {
    Header header = headers.lastHeader(TRACE_PARENT);
    return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
  }

  /** The stage that wrote the value, which the id tells after the frame's name. */
  private static String step(String id, FrameRef frame) {
    String name = frame.name();
    if (id.equals(name)) {
      return "";
    }
    if (id.startsWith(name + "@")) {
      return id.substring(name.length() + 1);
    }
    throw bad(ID, id, name + " or " + name + "@<stage>");
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(UTF_8));
  }

  private static String take(Map<String, String> byName, String name) {
    String value = byName.remove(name);
    if (value == null) {
      throw new CodecException(
          CodecException.Reason.HEADERS,
          "The header %s is missing.%nMaybe the record was not written as a CloudEvent in Kafka binary mode."
              .formatted(name));
    }
    return value;
  }

  private static long number(Map<String, String> byName, String name) {
    String value = take(byName, name);
    try {
      long number = Long.parseLong(value);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw bad(name, value, "a whole number, 0 or more", e);
    }
    throw bad(name, value, "a whole number, 0 or more");
  }

  private static Instant time(String name, String value) {
    try {
      return Instant.parse(value);
    } catch (DateTimeException e) {
      throw bad(name, value, "an RFC 3339 time such as 2026-11-21T06:13:00.250Z", e);
    }
  }

  private static CameraId camera(String name) {
    try {
      return new CameraId(name);
    } catch (IllegalArgumentException e) {
      throw bad(SOURCE, SOURCE_PREFIX + name, SOURCE_PREFIX + "<camera>", e);
    }
  }

  private static RecordType type(String ceType) {
    for (RecordType type : RecordType.values()) {
      if (type.ceType().equals(ceType)) {
        return type;
      }
    }
    throw bad(
        TYPE, ceType, "one of " + Stream.of(RecordType.values()).map(RecordType::ceType).toList());
  }

  private static CodecException bad(String header, String value, String wanted) {
    return new CodecException(
        CodecException.Reason.HEADERS,
        "The header %s is '%s' but must be %s.".formatted(header, value, wanted));
  }

  private static CodecException bad(String header, String value, String wanted, Exception cause) {
    return new CodecException(
        CodecException.Reason.HEADERS,
        "The header %s is '%s' but must be %s.".formatted(header, value, wanted),
        cause);
  }
}
