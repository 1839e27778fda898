package io.millrace.bench.recovery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.codec.Json;
import io.millrace.topics.record.DecisionSpec;
import io.millrace.topics.record.PlanRequest;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.stream.RecordSink;
import io.millrace.topics.stream.TopicTail;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Asks a planner in another process to plan, and hears what it decides. */
final class PlannerTalk implements AutoCloseable {

  private static final byte[] KEY = "planner".getBytes(UTF_8);

  private final RecordSink sink;
  private final TopicTail decided;
  private final List<DecisionSpec> decisions = new CopyOnWriteArrayList<>();

  private PlannerTalk(KafkaConnection kafka) {
    this.sink = new RecordSink(kafka.producer("bench-ask"), kafka.maxRecordBytes());
    this.decided =
        new TopicTail(
            kafka.reader("bench-decisions"),
            List.of(TopicCatalog.DECISIONS),
            TopicTail.From.BEGINNING,
            this::hear);
  }

  /** Listens to the planner of a cluster. */
  static PlannerTalk open(String servers) {
    PlannerTalk talk =
        new PlannerTalk(
            new KafkaConnection(servers, Map.of(), TopicCatalog.DEFAULT_MAX_RECORD_BYTES));
    talk.decided.start();
    return talk;
  }

  /** Asks for a plan; nobody waits for the answer. */
  void ask() {
    PlanRequest request = new PlanRequest(Instant.now(), PlanRequest.Kind.PLAN, 0);
    CompletableFuture<Void> unused =
        sink.send(
            TopicCatalog.REQUESTS,
            RecordSink.BY_KEY,
            KEY,
            new RecordHeaders(),
            Json.write(request));
  }

  /**
   * Whether a plan was compared after this moment.
   *
   * @throws IllegalStateException if the planner began anew instead of taking up the plan in force
   */
  boolean decidedSince(Instant moment) {
    long epoch = 0;
    boolean found = false;
    for (DecisionSpec decision : decisions) {
      if (decision.epoch() < epoch) {
        throw new IllegalStateException(
            "After plan %d the planner spoke of plan %d.".formatted(epoch, decision.epoch()));
      }
      epoch = decision.epoch();
      found |=
          decision.at().isAfter(moment)
              && (decision.kind() == DecisionSpec.Kind.KEPT
                  || decision.kind() == DecisionSpec.Kind.ADOPTED);
    }
    return found;
  }

  @Override
  public void close() {
    decided.close();
    sink.close();
  }

  private void hear(ConsumerRecord<byte[], byte[]> record) {
    decisions.add(Json.read(record.value(), DecisionSpec.class, record.topic()));
  }
}
