package io.millrace.cli;

import io.millrace.dispatcher.web.Readiness;
import io.millrace.dispatcher.web.WebSettings;
import io.millrace.topics.admin.BrokerWatch;
import io.millrace.topics.metric.MetricRegistry;
import io.millrace.topics.metric.Metrics;
import io.millrace.topics.stream.KafkaConnection;
import java.util.function.Supplier;

/**
 * A process without a page that is watched: its figures, its cluster, and what it answers over
 * HTTP. It answers before the work begins, so that a process that takes long to start is seen to
 * live.
 */
final class Observed implements AutoCloseable {

  private final MetricRegistry registry = MetricRegistry.ofProcess();
  private final KafkaConnection kafka;
  private final BrokerWatch broker;
  private final HttpEndpoints http;
  private volatile Supplier<Readiness> work =
      () -> Readiness.waitingFor("The process is still starting.");

  /**
   * Begins to answer.
   *
   * @throws IllegalArgumentException if the port is taken
   */
  Observed(WebSettings where, KafkaConnection kafka, String clientId) {
    this.kafka = kafka.measuredBy(registry);
    this.http = new HttpEndpoints(where, registry, this::readiness);
    this.broker = new BrokerWatch(this.kafka.admin(clientId));
    registry.gauge(Metrics.BROKER_REACHABLE, broker, watch -> watch.reachable() ? 1 : 0);
  }

  /** The work has begun, and says by itself whether it goes on. */
  void working(Supplier<Readiness> newWork) {
    work = newWork;
  }

  MetricRegistry registry() {
    return registry;
  }

  /** The cluster, with clients that are watched. */
  KafkaConnection kafka() {
    return kafka;
  }

  String metricsAddress() {
    return http.metricsAddress();
  }

  @Override
  public void close() {
    http.close();
    broker.close();
    registry.close();
  }

  private Readiness readiness() {
    return broker.reachable() ? work.get() : Readiness.waitingFor("Kafka does not answer.");
  }
}
