package io.millrace.topics.record;

/**
 * A record that a stage could not work on: where it lay and what went wrong. The value itself is
 * kept on the dead-letters topic as it came.
 *
 * <p>A record whose headers do not even name a frame is on that topic too, but it is no frame that
 * any camera delivered, so it is not in the accounts.
 *
 * @param frame the frame
 * @param topic the topic that it lay on, or that would not take it
 * @param partition its lane there; {@link #NOWHERE} when the topic would not take it
 * @param offset its offset there; {@link #NOWHERE} when the topic would not take it
 * @param stage the stage that failed on it
 * @param error what was wrong, for people
 */
public record DeadLetter(
    FrameRef frame, String topic, int partition, long offset, StageId stage, String error) {

  /** Lane and offset of a frame that never lay on the topic. */
  public static final int NOWHERE = -1;

  public DeadLetter {
    boolean nowhere = partition == NOWHERE && offset == NOWHERE;
    if (!nowhere && (partition < 0 || offset < 0)) {
      throw new IllegalArgumentException(
          "The partition (%d) and offset (%d) of a dead letter of %s must not be negative, or both be %d."
              .formatted(partition, offset, topic, NOWHERE));
    }
  }
}
