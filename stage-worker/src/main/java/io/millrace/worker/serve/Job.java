package io.millrace.worker.serve;

import io.millrace.topics.record.Envelope;
import io.millrace.topics.stream.Taken;

/**
 * A frame in an instance's hands.
 *
 * @param taken the record that it came in
 * @param envelope what the record's headers say
 */
record Job(Taken taken, Envelope envelope) {}
