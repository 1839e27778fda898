package io.millrace.topics.stream;

/**
 * A record was above the limit and was not sent; the message says the topic, the size and the
 * limit.
 */
public final class RecordTooLargeException extends RuntimeException {

  private static final long serialVersionUID = 1;

  RecordTooLargeException(String topic, long bytes, int limit) {
    super(
        ("A record of %d bytes for %s is above the limit of %d bytes.%n"
                + "Maybe send smaller pictures, or raise max_record_bytes in the configuration.")
            .formatted(bytes, topic, limit));
  }

  RecordTooLargeException(String topic, long bytes, Exception refusal) {
    super(
        ("A record of %d bytes for %s was refused as too large: %s%n"
                + "Maybe the topic's max.message.bytes is smaller than max_record_bytes: see `millrace topics plan`.")
            .formatted(bytes, topic, refusal.getMessage()),
        refusal);
  }
}
