package io.millrace.worker.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.codec.Json;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.stream.RecordSink;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Publishes what instances say about themselves.
 *
 * <p>Reports that come within {@value #GATHER_MILLIS} ms leave together, so that a device with many
 * instances costs the broker one request and every reader one answer. While Kafka has not
 * acknowledged an instance's last report, only its newest one waits: five reports a second must not
 * pile up behind a broker that is away, and the one that says that it drains must not be lost.
 * Thread-safe.
 */
public final class LoadReports implements Consumer<LoadReport> {

  private static final byte[] JSON = Envelope.JSON.getBytes(UTF_8);
  private static final int GATHER_MILLIS = 10;

  private final RecordSink sink;
  private final Vertx vertx;
  private final WorkerExecutor executor;
  private final Map<String, LoadReport> gathered = new ConcurrentHashMap<>();
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean leaving = new AtomicBoolean();

  /** Reports through this sink, which is called on this executor because it may block. */
  public LoadReports(RecordSink sink, Vertx vertx, WorkerExecutor executor) {
    this.sink = sink;
    this.vertx = vertx;
    this.executor = executor;
  }

  @Override
  public void accept(LoadReport report) {
    gathered.put(report.instance().value(), report);
    leaveSoon();
  }

  private void leaveSoon() {
    if (leaving.compareAndSet(false, true)) {
      vertx.setTimer(GATHER_MILLIS, timer -> executor.executeBlocking(this::leave, false));
    }
  }

  private boolean leave() {
    leaving.set(false);
    for (String instance : Set.copyOf(gathered.keySet())) {
      if (underWay.add(instance)) {
        LoadReport report = gathered.remove(instance);
        if (report == null) {
          underWay.remove(instance);
        } else {
          send(instance, report);
        }
      }
    }
    return true;
  }

  private void send(String instance, LoadReport report) {
    RecordHeaders headers = new RecordHeaders();
    headers.add("content-type", JSON);
    CompletableFuture<Void> unused =
        sink.send(
                TopicCatalog.LOAD,
                RecordSink.BY_KEY,
                instance.getBytes(UTF_8),
                headers,
                Json.write(report))
            .whenComplete(
                (nothing, error) -> {
                  underWay.remove(instance);
                  if (gathered.containsKey(instance)) {
                    leaveSoon();
                  }
                });
  }
}
