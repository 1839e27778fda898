package io.millrace.topics.stream;

/**
 * A record was above the limit and was not sent, or above the broker's and was refused; the message
 * says the topic, the size and the limit.
 */
public final class RecordTooLargeException extends RuntimeException {

  private static final long serialVersionUID = 1;

  RecordTooLargeException(String topic, long bytes, int limit) {
    super(
        ("A record of %d bytes for %s is above the limit of %d bytes.%n"
                + "Maybe send smaller pictures, or raise max_record_bytes in the configuration.")
            .formatted(bytes, topic, limit));
  }

  RecordTooLargeException(String topic, long bytes, int limit, Throwable refusal) {
    super(
        ("A record of %d bytes for %s is above what the broker takes, though below the limit of %d bytes here: %s%n"
                + "Maybe the topic's max.message.bytes was changed; millrace topics plan shows by how much.")
            .formatted(bytes, topic, limit, refusal.getMessage()),
        refusal);
  }
}
