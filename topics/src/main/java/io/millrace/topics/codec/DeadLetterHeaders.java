package io.millrace.topics.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.topics.record.DeadLetter;
import io.millrace.topics.record.StageId;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Where a dead letter lay and what was wrong with it, as headers beside those that the record came
 * with.
 *
 * <p>The headers it came with stay as they are, so that the record can be sent once more to where
 * it came from when what was wrong has been repaired.
 */
public final class DeadLetterHeaders {

  /** Begins the names of all of them. */
  public static final String PREFIX = "millrace-failed-";

  /** The topic that the record lay on. */
  public static final String TOPIC = PREFIX + "topic";

  /** Its lane there, in decimal. */
  public static final String PARTITION = PREFIX + "partition";

  /** Its offset there, in decimal. */
  public static final String OFFSET = PREFIX + "offset";

  /** The stage that could not work on it. */
  public static final String STAGE = PREFIX + "stage";

  /** What was wrong, for people; at most {@value #MAX_ERROR_CHARACTERS} characters. */
  public static final String ERROR = PREFIX + "error";

  /** Longest error text; the dead-letters topic has room for it beside the greatest record. */
  public static final int MAX_ERROR_CHARACTERS = 4096;

  private DeadLetterHeaders() {}

  /** The headers that a record came with, and those that make it a dead letter. */
  public static Headers write(
      Headers came, String topic, int partition, long offset, StageId stage, String error) {
    RecordHeaders headers = new RecordHeaders(came.toArray());
    put(headers, TOPIC, topic);
    put(headers, PARTITION, Integer.toString(partition));
    put(headers, OFFSET, Long.toString(offset));
    put(headers, STAGE, stage.value());
    put(headers, ERROR, error.substring(0, Math.min(error.length(), MAX_ERROR_CHARACTERS)));
    return headers;
  }

  /**
   * The dead letter in a record's headers.
   *
   * @throws CodecException if they name no frame, or a header is missing or wrong, naming it
   */
  public static DeadLetter read(Headers headers) {
    try {
      return new DeadLetter(
          CloudEventHeaders.read(headers).frame(),
          text(headers, TOPIC),
          Math.toIntExact(number(headers, PARTITION)),
          number(headers, OFFSET),
          new StageId(text(headers, STAGE)),
          text(headers, ERROR));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new CodecException(
          CodecException.Reason.HEADERS,
          "The headers of a dead letter cannot be read: " + e.getMessage(),
          e);
    }
  }

  private static void put(Headers headers, String name, String value) {
    headers.remove(name);
    headers.add(name, value.getBytes(UTF_8));
  }

  private static String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    if (header == null || header.value() == null) {
      throw new CodecException(
          CodecException.Reason.HEADERS,
          "The header %s is missing.%nMaybe the record is no dead letter.".formatted(name));
    }
    return new String(header.value(), UTF_8);
  }

  private static long number(Headers headers, String name) {
    String value = text(headers, name);
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new CodecException(
          CodecException.Reason.HEADERS,
          "The header %s is '%s' but must be a whole number.".formatted(name, value),
          e);
    }
  }
}
