package io.millrace.topics.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.topics.record.DeadLetter;
import io.millrace.topics.record.StageId;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * What went wrong with a record, as headers over the record's own: a dead letter keeps its value
 * and its headers as they came, and says where it lay and why it was put aside.
 */
public final class DeadLetterHeaders {

  /** Longest error text that is kept, in characters: a header must not outgrow the record. */
  public static final int MOST_ERROR_CHARACTERS = 2000;

  private static final String TOPIC = "millrace_topic";
  private static final String PARTITION = "millrace_partition";
  private static final String OFFSET = "millrace_offset";
  private static final String STAGE = "millrace_stage";
  private static final String ERROR = "millrace_error";

  private DeadLetterHeaders() {}

  /** The original headers with these over them; a record that died before is described anew. */
  public static Headers write(
      Headers original, String topic, int partition, long offset, StageId stage, String error) {
    RecordHeaders headers = new RecordHeaders(original);
    put(headers, TOPIC, topic);
    put(headers, PARTITION, Integer.toString(partition));
    put(headers, OFFSET, Long.toString(offset));
    put(headers, STAGE, stage.value());
    put(
        headers,
        ERROR,
        error.length() <= MOST_ERROR_CHARACTERS
            ? error
            : error.substring(0, MOST_ERROR_CHARACTERS));
    return headers;
  }

  /**
   * The dead letter in a record's headers.
   *
   * @throws CodecException if a header is missing or cannot be read, naming it
   */
  public static DeadLetter read(Headers headers) {
    try {
      return new DeadLetter(
          CloudEventHeaders.read(headers).frame(),
          get(headers, TOPIC),
          Integer.parseInt(get(headers, PARTITION)),
          Long.parseLong(get(headers, OFFSET)),
          new StageId(get(headers, STAGE)),
          get(headers, ERROR));
    } catch (IllegalArgumentException e) {
      throw new CodecException(
          CodecException.Reason.HEADERS, "A dead letter's header is wrong: " + e.getMessage(), e);
    }
  }

  private static void put(Headers headers, String name, String value) {
    headers.remove(name);
    headers.add(name, value.getBytes(UTF_8));
  }

  private static String get(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    if (header == null || header.value() == null) {
      throw new CodecException(
          CodecException.Reason.HEADERS, "The header %s is missing.".formatted(name));
    }
    return new String(header.value(), UTF_8);
  }
}
