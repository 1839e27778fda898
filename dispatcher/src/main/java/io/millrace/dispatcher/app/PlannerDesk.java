package io.millrace.dispatcher.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.dispatcher.board.CarbonView;
import io.millrace.dispatcher.board.DecisionView;
import io.millrace.dispatcher.board.LoadBoard;
import io.millrace.dispatcher.board.PlanView;
import io.millrace.dispatcher.board.PlannerBoard;
import io.millrace.dispatcher.web.PlanControl;
import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.codec.Json;
import io.millrace.topics.record.CarbonSpec;
import io.millrace.topics.record.DecisionSpec;
import io.millrace.topics.record.DeviceSpec;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.PlanRequest;
import io.millrace.topics.record.PlanSpec;
import io.millrace.topics.record.ProfileSpec;
import io.millrace.topics.record.ResourceReport;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.stream.RecordSink;
import io.millrace.topics.stream.TopicTail;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The planner as the web server shows and asks it: reads what devices and the planner say, and
 * writes what people want. Nothing is waited for: a cluster without a planner shows no plan.
 */
final class PlannerDesk implements PlanControl, AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final byte[] KEY = "planner".getBytes(UTF_8);

  private final PipelineSpec pipeline;
  private final LoadBoard load;
  private final DoubleSupplier resultsPerSecond;
  private final RecordSink sink;
  private final Consumer<DecisionSpec> news;
  private final Clock clock;
  private final Instant started;
  private final PlannerBoard board;
  private final TopicTail kept;
  private final TopicTail resources;

  /**
   * A desk that has not begun to read.
   *
   * @param load the instances
   * @param resultsPerSecond the pipeline's throughput
   * @param sink takes what people ask; stays open
   * @param news told every decision from now on, on a thread of the desk; must not block
   */
  PlannerDesk(
      PipelineSpec pipeline,
      KafkaConnection kafka,
      LoadBoard load,
      DoubleSupplier resultsPerSecond,
      RecordSink sink,
      Consumer<DecisionSpec> news,
      Clock clock) {
    this.pipeline = pipeline;
    this.load = load;
    this.resultsPerSecond = resultsPerSecond;
    this.sink = sink;
    this.news = news;
    this.clock = clock;
    this.started = clock.instant();
    this.board = new PlannerBoard(clock);
    this.kept =
        new TopicTail(
            kafka.reader("millrace-dispatcher-planner"),
            List.of(
                TopicCatalog.DEVICES,
                TopicCatalog.PROFILES,
                TopicCatalog.CARBON,
                TopicCatalog.DECISIONS),
            TopicTail.From.BEGINNING,
            this::hear);
    this.resources =
        new TopicTail(
            kafka.reader("millrace-dispatcher-resources"),
            List.of(TopicCatalog.RESOURCES),
            TopicTail.From.END,
            this::hear);
  }

  void start() {
    kept.start();
    resources.start();
  }

  /** A plan was published. */
  void plan(PlanSpec plan) {
    board.heard(plan);
  }

  @Override
  public PlanView view() {
    return board.view(pipeline, load.stages(pipeline), resultsPerSecond.getAsDouble());
  }

  @Override
  public List<DecisionView> decisions(int most) {
    return board.decisions(most);
  }

  @Override
  public List<CarbonView> carbon() {
    return board.carbon();
  }

  @Override
  public void ask(PlanRequest.Kind kind, long epoch) {
    byte[] request = Json.write(new PlanRequest(clock.instant(), kind, epoch));
    try {
      sink.send(TopicCatalog.REQUESTS, RecordSink.BY_KEY, KEY, new RecordHeaders(), request)
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The dispatcher is stopping.", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "Kafka did not take the request within %d s.".formatted(PATIENCE.toSeconds()), e);
    }
  }

  @Override
  public void close() {
    kept.close();
    resources.close();
  }

  /** Called on the tails' threads; what cannot be read is logged there and changes nothing. */
  private void hear(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    String topic = record.topic();
    if (value == null) {
      return;
    }
    switch (topic) {
      case TopicCatalog.DEVICES -> board.heard(Json.read(value, DeviceSpec.class, topic));
      case TopicCatalog.PROFILES -> board.heard(Json.read(value, ProfileSpec.class, topic));
      case TopicCatalog.CARBON -> board.heard(Json.read(value, CarbonSpec.class, topic));
      case TopicCatalog.RESOURCES -> board.heard(Json.read(value, ResourceReport.class, topic));
      default -> {
        DecisionSpec decision = Json.read(value, DecisionSpec.class, topic);
        board.heard(decision);
        if (!decision.at().isBefore(started)) {
          news.accept(decision);
        }
      }
    }
  }
}
