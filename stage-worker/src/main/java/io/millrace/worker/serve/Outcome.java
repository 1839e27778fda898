package io.millrace.worker.serve;

import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.Reason;
import io.millrace.topics.stream.Taken;
import io.millrace.topics.trace.Leg;

/**
 * What became of a record that an instance took; exactly one of these. Outcomes are sent, never
 * compared, so they may hold their values as arrays.
 */
@SuppressWarnings("ArrayRecordComponent")
sealed interface Outcome {

  /** The record. */
  Taken taken();

  /** Its stay in the stage. */
  Leg leg();

  /** Name for people, as traces have it. */
  String label();

  /** The next stage works on it. */
  record Passed(Taken taken, Leg leg, Envelope envelope, byte[] value) implements Outcome {

    @Override
    public String label() {
      return "passed";
    }
  }

  /** It is answered: by the last stage, or because nothing was found. */
  record Answered(Taken taken, Leg leg, Envelope envelope, byte[] value) implements Outcome {

    @Override
    public String label() {
      return "answered";
    }
  }

  /** It was given up. */
  record Dropped(Taken taken, Leg leg, Envelope envelope, Reason reason) implements Outcome {

    @Override
    public String label() {
      return reason.label();
    }
  }

  /**
   * It cannot be worked on.
   *
   * @param error what was wrong, for people
   * @param withValue whether the value is kept, as it came; false only when it is too large to be
   */
  record Dead(Taken taken, Leg leg, String error, boolean withValue) implements Outcome {

    /** A dead letter with its value. */
    Dead(Taken taken, Leg leg, String error) {
      this(taken, leg, error, true);
    }

    @Override
    public String label() {
      return "dead letter";
    }
  }
}
