package io.millrace.worker.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.codec.Json;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.stream.RecordSink;
import io.vertx.core.WorkerExecutor;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Publishes what instances say about themselves. An instance whose last report Kafka has not
 * acknowledged yet is not heard: five reports a second must not pile up behind a broker that is
 * away. Thread-safe.
 */
public final class LoadReports implements Consumer<LoadReport> {

  private static final byte[] JSON = Envelope.JSON.getBytes(UTF_8);

  private final RecordSink sink;
  private final WorkerExecutor executor;
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();

  /** Reports through this sink, which is called on this executor because it may block. */
  public LoadReports(RecordSink sink, WorkerExecutor executor) {
    this.sink = sink;
    this.executor = executor;
  }

  @Override
  public void accept(LoadReport report) {
    String instance = report.instance().value();
    if (underWay.add(instance)) {
      executor
          .executeBlocking(() -> send(instance, report), false)
          .onFailure(refused -> underWay.remove(instance));
    }
  }

  private boolean send(String instance, LoadReport report) {
    RecordHeaders headers = new RecordHeaders();
    headers.add("content-type", JSON);
    CompletableFuture<Void> unused =
        sink.send(
                TopicCatalog.LOAD,
                RecordSink.BY_KEY,
                instance.getBytes(UTF_8),
                headers,
                Json.write(report))
            .whenComplete((nothing, error) -> underWay.remove(instance));
    return true;
  }
}
