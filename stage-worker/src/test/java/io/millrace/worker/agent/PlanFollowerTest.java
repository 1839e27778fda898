package io.millrace.worker.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.DeviceSpec;
import io.millrace.topics.record.DeviceSpec.PowerSpec;
import io.millrace.topics.record.DeviceSpec.ProcessorSpec;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.PlanSpec;
import io.millrace.topics.record.PlanSpec.PlacementSpec;
import io.millrace.topics.record.StageId;
import io.millrace.topics.record.StageSpec;
import io.millrace.worker.agent.PlanFollower.Standing;
import io.millrace.worker.infer.Processor;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlanFollowerTest {

  private static final DeviceId HERE = new DeviceId("here");
  private static final PipelineSpec PIPELINE =
      new PipelineSpec(
          new PipelineId("p"),
          1,
          Duration.ofSeconds(2),
          List.of(
              new StageSpec(
                  new StageId("find"),
                  "m",
                  1,
                  Duration.ZERO,
                  4,
                  StageSpec.DEFAULT_ROUTING,
                  Map.of())));

  private final Vertx vertx = Vertx.vertx();
  private final LinkedBlockingQueue<Applied> applied = new LinkedBlockingQueue<>();
  private final PlanFollower follower =
      new PlanFollower(
          vertx,
          PlanFollowerTest::device,
          PIPELINE,
          Map.of("cpu", Processor.cpu(1)),
          target -> {
            Promise<Void> promise = Promise.promise();
            applied.add(new Applied(target.size(), promise));
            return promise.future();
          });

  /** A target that somebody should make run. */
  private record Applied(int instances, Promise<Void> promise) {}

  @AfterEach
  void close() {
    follower.close();
    vertx.close().await();
  }

  @Test
  void shouldSkipThePlansThatComeWhileAnotherIsWorkedThrough() throws InterruptedException {
    // Given: plan 1 is being worked through
    follower.plan(plan(1, 1));
    Applied first = next();
    follower.plan(plan(2, 2));
    follower.plan(plan(4, 4));
    follower.plan(plan(3, 3));
    assertThat(follower.standing()).isEqualTo(new Standing(0, ""));

    // When
    first.promise().complete();

    // Then: 4 is next, and 1 ran in between
    Applied second = next();
    assertThat(second.instances()).isEqualTo(4);
    assertThat(follower.standing()).isEqualTo(new Standing(1, ""));
    second.promise().complete();
    await().until(() -> follower.standing().equals(new Standing(4, "")));
    assertThat(applied).isEmpty();
  }

  @Test
  void shouldTryAPlanAgainWhoseInstancesDidNotStart() throws InterruptedException {
    // Given
    follower.plan(plan(7, 1));

    // When
    next().promise().fail("no such model file");

    // Then
    await()
        .until(
            () ->
                follower
                    .standing()
                    .equals(
                        new Standing(0, "The plan of epoch 7 cannot be run: no such model file")));
    next().promise().complete();
    await().until(() -> follower.standing().equals(new Standing(7, "")));
  }

  @Test
  void shouldGiveAFailedPlanUpForANewerOne() throws InterruptedException {
    follower.plan(plan(1, 1));
    Applied first = next();
    follower.plan(plan(2, 2));

    first.promise().fail("no room");
    Applied second = next();
    second.promise().complete();

    await().until(() -> follower.standing().equals(new Standing(2, "")));
    assertThat(applied.poll(PlanFollower.RETRY_DELAY.toMillis() + 500, TimeUnit.MILLISECONDS))
        .as("plan 1 is not tried again")
        .isNull();
  }

  private Applied next() throws InterruptedException {
    Applied found = applied.poll(30, TimeUnit.SECONDS);
    assertThat(found).isNotNull();
    return Objects.requireNonNull(found);
  }

  private static DeviceSpec device() {
    return new DeviceSpec(
        HERE,
        "",
        Instant.EPOCH,
        Instant.EPOCH,
        true,
        false,
        1_000,
        List.of(new ProcessorSpec("cpu", 0, 1)),
        0,
        Map.of(),
        0,
        PowerSpec.UNKNOWN,
        "");
  }

  private static PlanSpec plan(long epoch, int instances) {
    return new PlanSpec(
        epoch,
        Instant.EPOCH,
        "by hand",
        "throughput",
        List.of(
            new PlacementSpec(PIPELINE.name(), new StageId("find"), HERE, "cpu", instances, 1, 1)),
        List.of(),
        List.of(),
        1,
        1,
        "",
        "",
        List.of(),
        false);
  }
}
