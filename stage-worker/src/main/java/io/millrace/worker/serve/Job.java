package io.millrace.worker.serve;

import io.millrace.topics.record.Envelope;
import io.millrace.topics.stream.Taken;
import io.millrace.topics.trace.Leg;

/**
 * A frame in an instance's hands.
 *
 * @param taken the record that it came in
 * @param envelope what the record's headers say
 * @param leg its stay in the stage
 */
record Job(Taken taken, Envelope envelope, Leg leg) {}
