package io.millrace.topics.stream;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's way to hand out what one client measures; made by the client itself from its settings,
 * hence public.
 */
public final class ClientReporter implements MetricsReporter {

  /** Setting of a client: the {@link ClientFigures} that its own are added to. */
  static final String FIGURES = "millrace.client.figures";

  private final Set<KafkaMetric> measured = ConcurrentHashMap.newKeySet();
  private @Nullable ClientFigures figures;
  private String role = "";

  @Override
  public void configure(Map<String, ?> settings) {
    figures = settings.get(FIGURES) instanceof ClientFigures given ? given : null;
    // Members of a group come and go under names of their own; the group stays.
    Object group = settings.get("group.id");
    Object client = settings.get("client.id");
    role = String.valueOf(group == null ? client : group);
  }

  @Override
  public void init(List<KafkaMetric> metrics) {
    metrics.forEach(this::metricChange);
  }

  @Override
  public void metricChange(KafkaMetric metric) {
    ClientFigures to = figures;
    if (to != null && measured.add(metric)) {
      to.opened(role, metric);
    }
  }

  @Override
  public void metricRemoval(KafkaMetric metric) {
    ClientFigures from = figures;
    if (from != null && measured.remove(metric)) {
      from.closed(role, metric);
    }
  }

  @Override
  public void close() {
    Set.copyOf(measured).forEach(this::metricRemoval);
  }
}
