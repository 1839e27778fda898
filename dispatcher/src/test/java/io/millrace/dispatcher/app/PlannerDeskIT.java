package io.millrace.dispatcher.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.dispatcher.board.DecisionView;
import io.millrace.dispatcher.board.LoadBoard;
import io.millrace.dispatcher.board.Told;
import io.millrace.topics.admin.TopicAdmin;
import io.millrace.topics.broker.EmbeddedBroker;
import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.codec.Json;
import io.millrace.topics.record.DecisionSpec;
import io.millrace.topics.record.PlanRequest;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.stream.RecordSink;
import io.millrace.topics.stream.TopicTail;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannerDeskIT {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final int LIMIT = TopicCatalog.DEFAULT_MAX_RECORD_BYTES;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final List<DecisionSpec> news = new CopyOnWriteArrayList<>();
  private EmbeddedBroker broker;
  private KafkaConnection kafka;
  private RecordSink sink;
  private PlannerDesk desk;

  @BeforeEach
  void start() {
    broker = EmbeddedBroker.start(folder, 0, LIMIT);
    kafka = new KafkaConnection(broker.bootstrapServers(), Map.of(), LIMIT);
    try (TopicAdmin admin = new TopicAdmin(kafka.admin("test"))) {
      admin.ensure(TopicCatalog.topics(Told.TEXT, LIMIT));
    }
    sink = new RecordSink(kafka.producer("test"), LIMIT);
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    desk = new PlannerDesk(Told.TEXT, kafka, new LoadBoard(clock), () -> 3, sink, news::add, clock);
  }

  @AfterEach
  void stop() {
    desk.close();
    sink.close();
    broker.close();
  }

  private void send(String topic, String key, byte[] value) throws Exception {
    sink.send(topic, RecordSink.BY_KEY, key.getBytes(UTF_8), new RecordHeaders(), value)
        .get(30, TimeUnit.SECONDS);
  }

  @Test
  void shouldShowWhatIsKeptAndWhatComesThroughRecordsThatCannotBeRead() throws Exception {
    // Given: what was said before the desk, and between it what nobody can read
    byte[] broken = "{\"at\": \"yesterday\"}".getBytes(UTF_8);
    for (String topic :
        List.of(TopicCatalog.DEVICES, TopicCatalog.DECISIONS, TopicCatalog.CARBON)) {
      send(topic, "x", broken);
      send(topic, "x", new byte[0]);
      send(topic, "x", "[1, 2]".getBytes(UTF_8));
    }
    send(TopicCatalog.DEVICES, "nuc", Json.write(Told.device("nuc", NOW, true, "DE")));
    send(TopicCatalog.PROFILES, "p", broken);
    send(TopicCatalog.PROFILES, "p", Json.write(Told.profile("detect", "nuc", NOW, 0.1)));
    send(TopicCatalog.CARBON, "DE", Json.write(Told.carbon("DE", NOW, 312, "average")));
    DecisionSpec old = Told.decision(NOW.minusSeconds(9), DecisionSpec.Kind.ADOPTED, 1, 5, 0);
    send(TopicCatalog.DECISIONS, "planner", Json.write(old));

    // When
    desk.start();
    desk.plan(Told.plan(1, NOW, 5, "nuc", Told.place("detect", "nuc", 1, 5)));
    DecisionSpec next = Told.decision(NOW.plusSeconds(1), DecisionSpec.Kind.KEPT, 1, 5, 4);
    send(TopicCatalog.DECISIONS, "planner", Json.write(next));

    // Then: only what is decided from now on is news
    await().atMost(PATIENCE).until(() -> !news.isEmpty());
    assertThat(news).containsExactly(next);
    assertThat(desk.decisions(10))
        .extracting(DecisionView::kind)
        .containsExactly(DecisionSpec.Kind.KEPT, DecisionSpec.Kind.ADOPTED);
    await().atMost(PATIENCE).until(() -> desk.carbon().size() == 1);
    await().atMost(PATIENCE).until(() -> desk.view().devices().get(0).emulated());
    await()
        .atMost(PATIENCE)
        .until(() -> desk.view().stages().get(0).cells().get(0).profiledSeconds() == 0.1);

    // Then: reports that cannot be read stop nothing either
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              send(TopicCatalog.RESOURCES, "nuc", broken);
              send(
                  TopicCatalog.RESOURCES,
                  "nuc",
                  Json.write(Told.resources("nuc", NOW, 1, 0.5, 9, "")));
              return desk.view().devices().get(0).watts() == 9;
            });
  }

  @Test
  void shouldHandThePlannerWhatPeopleAsk() {
    // Given
    List<PlanRequest> asked = new CopyOnWriteArrayList<>();
    try (TopicTail tail =
        new TopicTail(
            kafka.reader("test"),
            List.of(TopicCatalog.REQUESTS),
            TopicTail.From.BEGINNING,
            record -> asked.add(Json.read(record.value(), PlanRequest.class, "requests")))) {
      tail.start();

      // When
      desk.ask(PlanRequest.Kind.ROLL_BACK, 4);

      // Then
      await().atMost(PATIENCE).until(() -> !asked.isEmpty());
      assertThat(asked).containsExactly(new PlanRequest(NOW, PlanRequest.Kind.ROLL_BACK, 4));
    }
  }
}
