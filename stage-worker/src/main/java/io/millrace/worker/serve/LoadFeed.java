package io.millrace.worker.serve;

import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.codec.Json;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.stream.RoutedSink;
import io.millrace.topics.stream.TopicTail;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Tells the routes of a process what all instances of the cluster say about themselves. */
public final class LoadFeed implements AutoCloseable {

  private final TopicTail tail;
  private final Map<PipelineId, List<RoutedSink>> routes = new ConcurrentHashMap<>();

  /** A feed that has not begun. */
  public LoadFeed(KafkaConnection kafka, String clientId) {
    tail =
        new TopicTail(
            kafka.reader(clientId), List.of(TopicCatalog.LOAD), TopicTail.From.END, this::read);
  }

  /** Begins to read. */
  public void start() {
    tail.start();
  }

  /** Tells this route from now on. */
  public void add(PipelineId pipeline, RoutedSink route) {
    routes.computeIfAbsent(pipeline, unused -> new CopyOnWriteArrayList<>()).add(route);
  }

  @Override
  public void close() {
    tail.close();
  }

  private void read(ConsumerRecord<byte[], byte[]> record) {
    LoadReport report = Json.read(record.value(), LoadReport.class, record.topic());
    routes.getOrDefault(report.pipeline(), List.of()).forEach(route -> route.report(report));
  }
}
