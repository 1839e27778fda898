package io.millrace.topics.catalog;

import java.time.Duration;

/**
 * A topic as it should be.
 *
 * @param name the topic's name
 * @param lanes partitions, at least 1
 * @param cleanup how old records leave
 * @param retention age at which records leave; read for {@link Cleanup#DELETE}
 * @param retentionBytes size of a lane at which its oldest records leave; read for {@link
 *     Cleanup#DELETE}
 * @param maxRecordBytes greatest record the topic takes: bytes of key, headers and value together,
 *     1 KiB to 1 GiB
 */
public record TopicSpec(
    String name,
    int lanes,
    Cleanup cleanup,
    Duration retention,
    long retentionBytes,
    int maxRecordBytes) {

  private static final int LEAST_RECORD_BYTES = 1 << 10;
  private static final int MOST_RECORD_BYTES = 1 << 30;

  /** How old records leave a topic. */
  public enum Cleanup {
    /** By age and size. */
    DELETE,
    /** When a later record with the same key exists. */
    COMPACT
  }

  public TopicSpec {
    if (lanes < 1) {
      throw new IllegalArgumentException(
          "The lanes (%d) of topic %s must be at least 1.".formatted(lanes, name));
    }
    if (maxRecordBytes < LEAST_RECORD_BYTES || maxRecordBytes > MOST_RECORD_BYTES) {
      throw new IllegalArgumentException(
          "The greatest record (%d bytes) of topic %s must be %d to %d bytes."
              .formatted(maxRecordBytes, name, LEAST_RECORD_BYTES, MOST_RECORD_BYTES));
    }
    if (cleanup == Cleanup.DELETE
        && (retention.isNegative() || retention.isZero() || retentionBytes < 1)) {
      throw new IllegalArgumentException(
          "The retention (%s, %d bytes) of topic %s must be positive."
              .formatted(retention, retentionBytes, name));
    }
  }
}
