package io.millrace.topics.record;

/**
 * A record that a stage could not work on: where it lay and what went wrong. The value itself is
 * kept on the dead-letters topic as it came.
 *
 * @param frame the frame as far as its headers could be read
 * @param topic the topic that it lay on
 * @param partition its lane there
 * @param offset its offset there
 * @param stage the stage that failed on it
 * @param error what was wrong, for people
 */
public record DeadLetter(
    FrameRef frame, String topic, int partition, long offset, StageId stage, String error) {}
