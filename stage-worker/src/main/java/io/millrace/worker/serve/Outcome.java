package io.millrace.worker.serve;

import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.Reason;
import io.millrace.topics.stream.Taken;

/**
 * What became of a record that an instance took; exactly one of these. Outcomes are sent, never
 * compared, so they may hold their values as arrays.
 */
@SuppressWarnings("ArrayRecordComponent")
sealed interface Outcome {

  /** The record. */
  Taken taken();

  /** The next stage works on it. */
  record Passed(Taken taken, Envelope envelope, byte[] value) implements Outcome {}

  /** It is answered: by the last stage, or because nothing was found. */
  record Answered(Taken taken, Envelope envelope, byte[] value) implements Outcome {}

  /** It was given up. */
  record Dropped(Taken taken, Envelope envelope, Reason reason) implements Outcome {}

  /**
   * It cannot be worked on.
   *
   * @param error what was wrong, for people
   * @param withValue whether the value is kept, as it came; false only when it is too large to be
   */
  record Dead(Taken taken, String error, boolean withValue) implements Outcome {

    /** A dead letter with its value. */
    Dead(Taken taken, String error) {
      this(taken, error, true);
    }
  }
}
