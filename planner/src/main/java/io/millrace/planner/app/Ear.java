package io.millrace.planner.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.planner.replan.ClusterModel;
import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.codec.Json;
import io.millrace.topics.record.CarbonSpec;
import io.millrace.topics.record.DeviceSpec;
import io.millrace.topics.record.LayerProfileSpec;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.record.PlanRequest;
import io.millrace.topics.record.PlanSpec;
import io.millrace.topics.record.ProfileSpec;
import io.millrace.topics.record.ResourceReport;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.stream.TopicTail;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Hears what devices, instances, planners and people say on the topics.
 *
 * <p>Threads: the tails only put what they read into a queue; whoever owns the model takes it out
 * by {@link #tell}.
 */
final class Ear implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ConcurrentLinkedQueue<Consumer<Listener>> heard = new ConcurrentLinkedQueue<>();
  private final TopicTail told;
  private final TopicTail asked;

  /** Who is told; called on the thread of {@link #tell}. */
  interface Listener {

    /** What is known of the cluster. */
    ClusterModel model();

    /** The present. */
    Instant now();

    /** A plan was published. */
    void heard(PlanSpec plan);

    /** Somebody asks. */
    void heard(PlanRequest request);

    /** A device announced itself; the model knows. */
    default void heard(DeviceSpec device) {}

    /** An instance said how it is; the model knows. */
    default void heard(LoadReport report) {}

    /** A device said what it uses; the model knows. */
    default void heard(ResourceReport report) {}

    /** A planner said what it counts with. */
    void heard(CarbonSpec carbon, Instant at);
  }

  /**
   * An ear that hears nothing yet.
   *
   * @param client how it calls itself to Kafka
   */
  Ear(KafkaConnection kafka, String client) {
    this.told =
        new TopicTail(
            kafka.reader(client + "-state"),
            List.of(
                TopicCatalog.DEVICES,
                TopicCatalog.PROFILES,
                TopicCatalog.PLANS,
                TopicCatalog.CARBON),
            TopicTail.From.BEGINNING,
            this::hear);
    this.asked =
        new TopicTail(
            kafka.reader(client + "-reports"),
            List.of(TopicCatalog.LOAD, TopicCatalog.RESOURCES, TopicCatalog.REQUESTS),
            TopicTail.From.END,
            this::hear);
  }

  /**
   * Begins to hear.
   *
   * @throws IllegalStateException if Kafka does not answer in time
   */
  void open() throws InterruptedException {
    told.start();
    asked.start();
    if (!told.awaitPositioned(PATIENCE) || !asked.awaitPositioned(PATIENCE)) {
      throw new IllegalStateException(
          "Kafka did not tell what it keeps of devices and plans within %d s.%nMaybe the cluster is down, or no Millrace has run on it yet."
              .formatted(PATIENCE.toSeconds()));
    }
  }

  /** Tells all that was heard since the last time, in the order in which it was heard. */
  void tell(Listener listener) {
    for (Consumer<Listener> word = heard.poll(); word != null; word = heard.poll()) {
      word.accept(listener);
    }
  }

  @Override
  public void close() {
    told.close();
    asked.close();
  }

  /** Called on the tails' threads. */
  private void hear(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    String topic = record.topic();
    if (value == null) {
      return;
    }
    Instant at = Instant.ofEpochMilli(record.timestamp());
    switch (topic) {
      case TopicCatalog.DEVICES -> {
        DeviceSpec device = Json.read(value, DeviceSpec.class, topic);
        // What was kept from long ago was not heard now.
        heard.add(
            who -> {
              who.model().heard(device, at.isBefore(who.now()) ? at : who.now());
              who.heard(device);
            });
      }
      case TopicCatalog.PROFILES -> {
        byte[] key = record.key();
        if (key != null && LayerProfileSpec.isKey(new String(key, UTF_8))) {
          // For cutting models, which is nothing that a running planner does.
          return;
        }
        ProfileSpec profile = Json.read(value, ProfileSpec.class, topic);
        heard.add(who -> who.model().heard(profile));
      }
      case TopicCatalog.PLANS -> {
        PlanSpec plan = Json.read(value, PlanSpec.class, topic);
        heard.add(who -> who.heard(plan));
      }
      case TopicCatalog.CARBON -> {
        CarbonSpec carbon = Json.read(value, CarbonSpec.class, topic);
        heard.add(who -> who.heard(carbon, at));
      }
      case TopicCatalog.LOAD -> {
        LoadReport report = Json.read(value, LoadReport.class, topic);
        heard.add(
            who -> {
              who.model().heard(report, who.now());
              who.heard(report);
            });
      }
      case TopicCatalog.RESOURCES -> {
        ResourceReport report = Json.read(value, ResourceReport.class, topic);
        heard.add(
            who -> {
              who.model().heard(report, who.now());
              who.heard(report);
            });
      }
      default -> {
        PlanRequest request = Json.read(value, PlanRequest.class, topic);
        heard.add(who -> who.heard(request));
      }
    }
  }
}
