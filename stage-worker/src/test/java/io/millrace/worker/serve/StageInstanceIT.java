package io.millrace.worker.serve;

import static io.millrace.worker.serve.Stages.FIND;
import static io.millrace.worker.serve.Stages.PATIENCE;
import static io.millrace.worker.serve.Stages.READ;
import static io.millrace.worker.serve.Stages.frame;
import static io.millrace.worker.serve.Stages.header;
import static io.millrace.worker.serve.Stages.sequences;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.models.image.Image;
import io.millrace.models.image.ImageCodec;
import io.millrace.models.task.Find;
import io.millrace.models.task.Region;
import io.millrace.models.task.Row;
import io.millrace.models.task.Scene;
import io.millrace.testkit.TinyModel;
import io.millrace.topics.broker.EmbeddedBroker;
import io.millrace.topics.codec.DeadLetterHeaders;
import io.millrace.topics.codec.Json;
import io.millrace.topics.metric.MetricRegistry;
import io.millrace.topics.record.DeadLetter;
import io.millrace.topics.record.Drop;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.record.Reason;
import io.millrace.topics.record.RecordType;
import io.millrace.topics.record.Result;
import io.millrace.topics.record.StageId;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.worker.infer.InferenceEngine;
import io.millrace.worker.infer.InferenceException;
import io.millrace.worker.infer.Processor;
import io.millrace.worker.wire.SceneWriter;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class StageInstanceIT {

  private static final int LIMIT = 256 << 10;
  private static final String RESULT = RecordType.RESULT.ceType();
  private static final String DROP = RecordType.DROP.ceType();
  private static final String DEAD = "dead";

  @TempDir static Path folder;
  private static EmbeddedBroker broker;
  private static KafkaConnection kafka;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start(folder.resolve("broker"), 0, LIMIT);
    kafka = new KafkaConnection(broker.bootstrapServers(), Map.of(), LIMIT);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void shouldTakeFramesThroughBothStagesOfARealModelToOneResultEach(TestInfo test) {
    // Given: blue frames of rising red, and dark ones in between
    try (Stages stages = stages(test, 2, 4)) {
      Path file = TinyModel.write(folder, "means", TinyModel.planeMeans());
      Supplier<InferenceEngine> engine = () -> InferenceEngine.load(file, Processor.cpu(1));
      stages.start(FIND, 1, 16, ColourTasks.findBlue(), engine);
      stages.start(READ, 1, 16, ColourTasks.readRed(), engine);

      // When
      for (int i = 0; i < 40; i++) {
        boolean blue = i % 2 == 0;
        stages.write(
            FIND,
            i % 2,
            frame(i).with(Envelope.GROUND_TRUTH, "{\"i\":" + i + "}"),
            stages.jpeg(blue ? 200 : 0, 4 * i));
      }

      // Then
      await().atMost(PATIENCE).until(() -> stages.outcomes(RESULT).size() == 40);
      assertThat(sequences(stages.outcomes(RESULT)))
          .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 40).boxed().toList());
      for (ConsumerRecord<byte[], byte[]> record : stages.outcomes(RESULT)) {
        Result result = Json.read(record.value(), Result.class, "results");
        long i = result.frame().sequence();
        assertThat(result.version()).isEqualTo(3);
        assertThat(result.truth()).isEqualTo("{\"i\":" + i + "}");
        assertThat(result.width()).isEqualTo(32);
        if (i % 2 == 0) {
          assertThat(result.lastStage()).isEqualTo(READ);
          assertThat(result.finds())
              .singleElement()
              .matches(find -> find.label().equals("blue"))
              .matches(find -> Math.abs(Long.parseLong(find.text()) - 4 * i / 10.0) <= 1);
        } else {
          // A frame without finds goes straight to the results.
          assertThat(result.lastStage()).isEqualTo(FIND);
          assertThat(result.finds()).isEmpty();
        }
      }
      assertThat(stages.outcomes(DEAD)).isEmpty();
      assertThat(stages.outcomes(DROP)).isEmpty();
      await()
          .atMost(PATIENCE)
          .until(() -> stages.committed(FIND, 0) + stages.committed(FIND, 1) == 40);
    }
  }

  @Test
  void shouldBeBusyWhileItSendsOverAnEmulatedNetwork(TestInfo test) {
    // Given: an instance of a device that sends 1 MB/s, 5 ms away from everybody
    Emulation slow = new Emulation(1, Map.of(), 1, 0, 1e6, Duration.ofMillis(5), Map.of(), 0, 0);
    try (Stages stages = stages(test, 1, 1)) {
      Path file = TinyModel.write(folder, "means", TinyModel.planeMeans());
      stages.start(
          FIND,
          1,
          16,
          ColourTasks.findBlue(),
          () -> InferenceEngine.load(file, Processor.cpu(1)),
          Duration.ofSeconds(20),
          slow);

      // When: ten blue frames, whose crops go to the next stage
      for (int i = 0; i < 10; i++) {
        stages.write(FIND, 0, frame(i), stages.jpeg(200, 0));
      }

      // Then: it waited for each, and counts that as work
      await()
          .atMost(PATIENCE)
          .until(() -> stages.reportsOf(FIND, 1).stream().anyMatch(r -> r.answered() == 10));
      LoadReport last =
          stages.reportsOf(FIND, 1).stream()
              .filter(report -> report.answered() == 10)
              .findFirst()
              .orElseThrow();
      assertThat(stages.pausedNanos.get())
          .as("latency, and the transfer of more than nothing")
          .isGreaterThan(Duration.ofMillis(50).toNanos());
      assertThat(last.serviceSeconds()).isGreaterThan(0.005);
      assertThat(last.emulated()).isTrue();
    }
  }

  @Test
  void shouldPutWhatItCannotReadAsideWithItsPlaceAndGoOn(TestInfo test) {
    // Given: among good frames a broken picture, tensors cut short and headers of nobody
    try (Stages stages = stages(test, 1, 4)) {
      stages.start(FIND, 1, 16, ColourTasks.findBlue(), () -> free());
      stages.start(READ, 1, 16, ColourTasks.readRed(), () -> free());
      byte[] good = stages.jpeg(0, 0);
      byte[] broken = Stages.cut(good, good.length / 2);
      Envelope tensors = frame(10).carrying(FIND, RecordType.TENSORS, Envelope.SAFETENSORS);
      byte[] cut = Stages.cut(SceneWriter.tensors(crop()), 20);
      RecordHeaders foreign = new RecordHeaders();
      foreign.add("who", "me".getBytes(UTF_8));

      // When
      stages.write(FIND, 0, frame(0), good);
      stages.write(FIND, 0, frame(1), broken);
      stages.write(FIND, 0, foreign, good);
      stages.write(FIND, 0, frame(3), good);
      stages.write(READ, 0, tensors, cut);

      // Then
      await().atMost(PATIENCE).until(() -> stages.outcomes(DEAD).size() == 3);
      await().atMost(PATIENCE).until(() -> stages.outcomes(RESULT).size() == 2);
      assertThat(sequences(stages.outcomes(RESULT))).containsExactlyInAnyOrder(0L, 3L);
      ConsumerRecord<byte[], byte[]> picture = dead(stages, "find", 1);
      assertThat(picture.value()).isEqualTo(broken);
      assertThat(picture.key()).isEqualTo("gate".getBytes(UTF_8));
      DeadLetter letter = DeadLetterHeaders.read(picture.headers());
      assertThat(letter.topic()).isEqualTo(stages.pipeline.name() + ".frames");
      assertThat(letter.partition()).isZero();
      assertThat(letter.frame().sequence()).isEqualTo(1);
      assertThat(letter.error()).contains("TRUNCATED");
      ConsumerRecord<byte[], byte[]> unknown = dead(stages, "find", 2);
      assertThat(header(unknown, "who")).isEqualTo("me");
      assertThat(header(unknown, DeadLetterHeaders.ERROR)).contains("ce_specversion is missing");
      ConsumerRecord<byte[], byte[]> tensor = dead(stages, "read", 0);
      assertThat(tensor.value()).isEqualTo(cut);
      assertThat(header(tensor, DeadLetterHeaders.ERROR)).contains("only 12 follow");
      await().atMost(PATIENCE).until(() -> stages.committed(FIND, 0) == 4);
    }
  }

  @Test
  void shouldLetOnlyTheCulpritOfAFailedBatchDie(TestInfo test) {
    // Given: a model that fails on any batch with a red picture in it
    try (Stages stages = stages(test, 1, 4)) {
      Semaphore gate = new Semaphore(0);
      AtomicInteger calls = new AtomicInteger();
      Consumer<List<Row>> failing =
          rows -> {
            // The warm-up is grey.
            if (calls.incrementAndGet() > 3) {
              gate.acquireUninterruptibly();
            }
            if (rows.stream().anyMatch(row -> MeansEngine.planes(row)[2] > 200)) {
              throw new InferenceException(InferenceException.Reason.RUN, "too red");
            }
          };
      stages.start(FIND, 1, 16, ColourTasks.findBlue(), () -> new MeansEngine(failing));

      // When: the first frame holds the model until four more have gathered
      stages.write(FIND, 0, frame(0), stages.jpeg(0, 0));
      await().atMost(PATIENCE).until(gate::hasQueuedThreads);
      for (int i = 1; i <= 4; i++) {
        stages.write(FIND, 0, frame(i), stages.jpeg(0, i == 3 ? 255 : 0));
      }
      await().atMost(PATIENCE).until(() -> lastBacklog(stages) == 4);
      gate.release(100);

      // Then
      await().atMost(PATIENCE).until(() -> stages.outcomes(RESULT).size() == 4);
      await().atMost(PATIENCE).until(() -> !stages.outcomes(DEAD).isEmpty());
      assertThat(sequences(stages.outcomes(DEAD))).containsExactly(3L);
      assertThat(header(stages.outcomes(DEAD).get(0), DeadLetterHeaders.ERROR))
          .contains("The model fails on the frame (run): too red");
      assertThat(sequences(stages.outcomes(RESULT))).containsExactlyInAnyOrder(0L, 1L, 2L, 4L);
    }
  }

  @Test
  void shouldDropStaleFramesWithARecordAndKeepFreshOnes(TestInfo test) {
    // Given
    try (Stages stages = stages(test, 1, 1)) {
      stages.start(FIND, 1, 16, ColourTasks.findBlue(), () -> free());
      String past = Instant.now().minusSeconds(1).toString();
      String future = Instant.now().plusSeconds(600).toString();

      // When
      stages.write(FIND, 0, frame(0).with(Envelope.EXPIRY, past), stages.jpeg(0, 0));
      stages.write(FIND, 0, frame(1).with(Envelope.EXPIRY, future), stages.jpeg(0, 0));
      stages.write(FIND, 0, frame(2), stages.jpeg(0, 0));

      // Then
      await().atMost(PATIENCE).until(() -> stages.outcomes(RESULT).size() == 2);
      await().atMost(PATIENCE).until(() -> stages.outcomes(DROP).size() == 1);
      Drop drop = Json.read(stages.outcomes(DROP).get(0).value(), Drop.class, "results");
      assertThat(drop.frame().sequence()).isZero();
      assertThat(drop.stage()).isEqualTo(FIND);
      assertThat(drop.reason()).isEqualTo(Reason.STALE);
      assertThat(drop.version()).isEqualTo(3);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(stages.registry.scrape(MetricRegistry.TEXT))
                      .containsPattern(
                          "millrace_stage_drops_total\\{.*reason=\"stale\",stage=\"find\"} 1\\.0")
                      .containsPattern("millrace_stage_answered_frames_total\\{.*} 2\\.0")
                      .contains("millrace_stage_latency_seconds_bucket"));
    }
  }

  @Test
  void shouldPauseWhenItsRoomIsFullAndMissNothing(TestInfo test) {
    // Given: room for four and a model that waits
    try (Stages stages = stages(test, 2, 1)) {
      Semaphore gate = new Semaphore(3);
      stages.start(FIND, 1, 4, ColourTasks.findBlue(), () -> gated(gate));
      for (int i = 0; i < 30; i++) {
        stages.write(FIND, i % 2, frame(i), stages.jpeg(0, 0));
      }

      // When: all lanes are seen, and nothing moves
      await()
          .atMost(PATIENCE)
          .until(() -> stages.reportsOf(FIND, 1).stream().anyMatch(r -> total(r) == 30));
      LoadReport full = last(stages, FIND, 1);
      gate.release(100);

      // Then: a poll returns at most the room, so it never held more than twice that
      assertThat(full.taken()).isBetween(1L, 8L);
      await().atMost(PATIENCE).until(() -> stages.outcomes(RESULT).size() == 30);
      assertThat(sequences(stages.outcomes(RESULT))).doesNotHaveDuplicates();
    }
  }

  @Test
  void shouldLoseNothingWhenItIsKilledAndRepeatOnlyWhatWasNotCommitted(TestInfo test) {
    // Given: ten frames done and committed, the eleventh in the model, more waiting
    try (Stages stages = stages(test, 1, 1)) {
      Semaphore gate = new Semaphore(3 + 10);
      String first =
          stages.start(FIND, 1, 4, ColourTasks.findBlue(), () -> gated(gate), Duration.ZERO);
      for (int i = 0; i < 20; i++) {
        stages.write(FIND, 0, frame(i), stages.jpeg(0, 0));
      }
      await().atMost(PATIENCE).until(() -> stages.committed(FIND, 0) == 10);

      // When: it goes without draining, its model still busy, and another one comes
      Future<Void> gone = stages.stopping(first);
      stages.start(FIND, 2, 4, ColourTasks.findBlue(), () -> free());

      // Then
      await()
          .atMost(PATIENCE)
          .until(() -> new HashSet<>(sequences(stages.outcomes(RESULT))).size() == 20);
      gate.release(100);
      gone.await();
      List<Long> all = sequences(stages.outcomes(RESULT));
      assertThat(all.stream().filter(sequence -> sequence < 10)).doesNotHaveDuplicates();
    }
  }

  @Test
  void shouldFinishAndCommitWhatItHasWhenItIsDrained(TestInfo test) {
    // Given: a frame in the model and others waiting behind it
    try (Stages stages = stages(test, 1, 1)) {
      Semaphore gate = new Semaphore(3);
      String deployment = stages.start(FIND, 1, 4, ColourTasks.findBlue(), () -> gated(gate));
      for (int i = 0; i < 20; i++) {
        stages.write(FIND, 0, frame(i), stages.jpeg(0, 0));
      }
      await()
          .atMost(PATIENCE)
          .until(() -> gate.hasQueuedThreads() && last(stages, FIND, 1).taken() >= 4);

      // When
      gate.release(100);
      stages.stop(deployment);

      // Then: what was taken is answered and committed, the rest is left in the lane
      long committed = stages.committed(FIND, 0);
      assertThat(committed).isGreaterThanOrEqualTo(4);
      await().atMost(PATIENCE).until(() -> stages.outcomes(RESULT).size() == committed);
      assertThat(sequences(stages.outcomes(RESULT)))
          .containsExactlyElementsOf(LongStream.range(0, committed).boxed().toList());
      assertThat(stages.reportsOf(FIND, 1).stream().map(LoadReport::state).distinct())
          .containsExactly(LoadReport.WARMING, LoadReport.SERVING, LoadReport.DRAINING);
    }
  }

  @Test
  void shouldShareLanesWithAnInstanceThatJoins(TestInfo test) {
    // Given
    try (Stages stages = stages(test, 4, 1)) {
      stages.start(FIND, 1, 8, ColourTasks.findBlue(), () -> free());
      await().atMost(PATIENCE).until(() -> last(stages, FIND, 1).lanes().size() == 4);

      // When
      stages.start(FIND, 2, 8, ColourTasks.findBlue(), () -> free());
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  last(stages, FIND, 1).lanes().size() == 2
                      && last(stages, FIND, 2).lanes().size() == 2);
      for (int i = 0; i < 40; i++) {
        stages.write(FIND, i % 4, frame(i), stages.jpeg(0, 0));
      }

      // Then: both work, and nothing is lost or done twice
      await().atMost(PATIENCE).until(() -> stages.outcomes(RESULT).size() == 40);
      assertThat(sequences(stages.outcomes(RESULT))).doesNotHaveDuplicates();
      await().atMost(PATIENCE).until(() -> last(stages, FIND, 1).answered() == 20);
      await().atMost(PATIENCE).until(() -> last(stages, FIND, 2).answered() == 20);
    }
  }

  @Test
  void shouldPutAsideWhatBecomesTooLargeForTheNextTopic(TestInfo test) {
    // Given: a picture that is small as JPEG, and whose left half is above the limit as pixels
    try (Stages stages = stages(test, 1, 1)) {
      stages.start(FIND, 1, 8, ColourTasks.findBlue(), () -> free());
      byte[] pixels = new byte[600 * 400 * 3];
      Arrays.fill(pixels, (byte) 200);
      byte[] large = new ImageCodec().encodeJpeg(Image.of(600, 400, pixels), 90);

      // When
      stages.write(FIND, 0, frame(0), large);
      stages.write(FIND, 0, frame(1), stages.jpeg(0, 0));

      // Then: 300 x 400 x 3 bytes
      await().atMost(PATIENCE).until(() -> stages.outcomes(DEAD).size() == 1);
      ConsumerRecord<byte[], byte[]> dead = stages.outcomes(DEAD).get(0);
      assertThat(dead.value()).isEqualTo(large);
      assertThat(header(dead, DeadLetterHeaders.ERROR))
          .containsPattern("A record of 36\\d{4} bytes for .*\\.read is above the limit of 262144");
      await().atMost(PATIENCE).until(() -> sequences(stages.outcomes(RESULT)).contains(1L));
    }
  }

  @Test
  void shouldNotServeWithAModelThatCannotBeLoaded(TestInfo test) {
    // Given
    try (Stages stages = stages(test, 1, 1)) {
      Path missing = folder.resolve("missing.onnx");

      // When / Then
      assertThatThrownBy(
              () ->
                  stages.start(
                      FIND,
                      1,
                      8,
                      ColourTasks.findBlue(),
                      () -> InferenceEngine.load(missing, Processor.cpu(1))))
          .isInstanceOf(InferenceException.class)
          .hasMessageContaining("missing.onnx: no such model file");
      assertThat(stages.reportsOf(FIND, 1)).allMatch(r -> r.state().equals(LoadReport.WARMING));
    }
  }

  private static Stages stages(TestInfo test, int lanes, int batch) {
    return new Stages(kafka, test.getTestMethod().orElseThrow().getName(), lanes, batch);
  }

  private static InferenceEngine free() {
    return new MeansEngine(rows -> {});
  }

  /** A model that needs a permit for every call; the warm-up takes the first three. */
  private static InferenceEngine gated(Semaphore gate) {
    return new MeansEngine(rows -> gate.acquireUninterruptibly());
  }

  private static Scene crop() {
    Image image = Image.of(2, 2, new byte[12]);
    return new Scene(32, 32, List.of(Region.of(image, Find.box(0, 0, 2, 2, "blue", 1))));
  }

  private static ConsumerRecord<byte[], byte[]> dead(Stages stages, String stage, long offset) {
    return stages.outcomes(DEAD).stream()
        .filter(record -> header(record, DeadLetterHeaders.STAGE).equals(stage))
        .filter(record -> header(record, DeadLetterHeaders.OFFSET).equals(Long.toString(offset)))
        .findFirst()
        .orElseThrow();
  }

  private static long lastBacklog(Stages stages) {
    return last(stages, FIND, 1).backlog();
  }

  private static long total(LoadReport report) {
    return report.backlog() + report.inFlight();
  }

  private static LoadReport last(Stages stages, StageId stage, int number) {
    List<LoadReport> reports = stages.reportsOf(stage, number);
    return reports.get(reports.size() - 1);
  }
}
