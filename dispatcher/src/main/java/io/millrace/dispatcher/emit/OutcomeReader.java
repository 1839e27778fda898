package io.millrace.dispatcher.emit;

import io.millrace.dispatcher.results.Outcome;
import io.millrace.topics.codec.CloudEventHeaders;
import io.millrace.topics.codec.DeadLetterHeaders;
import io.millrace.topics.codec.Json;
import io.millrace.topics.record.Drop;
import io.millrace.topics.record.RecordType;
import io.millrace.topics.record.Result;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Outcomes from the records of the results and dead-letters topics. */
public final class OutcomeReader {

  private final String deadLetters;

  /** A reader; records of that topic are dead letters. */
  public OutcomeReader(String deadLetters) {
    this.deadLetters = deadLetters;
  }

  /**
   * The outcome that a record tells of.
   *
   * @throws io.millrace.topics.codec.CodecException if the record is none
   */
  public Outcome read(ConsumerRecord<byte[], byte[]> record) {
    if (record.topic().equals(deadLetters)) {
      return new Outcome.Failed(DeadLetterHeaders.read(record.headers()));
    }
    return CloudEventHeaders.read(record.headers()).type() == RecordType.DROP
        ? new Outcome.Dropped(Json.read(record.value(), Drop.class, record.topic()))
        : new Outcome.Answered(Json.read(record.value(), Result.class, record.topic()));
  }
}
