package io.millrace.worker.agent;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.millrace.worker.infer.ExecutionProvider;
import io.millrace.worker.infer.Processor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlanReaderTest {

  private static final long MB = 1_000_000;
  private static final DeviceId HERE = new DeviceId("here");
  private static final Processor CPU = Processor.cpu(1);
  private static final Processor GPU = CPU.with(ExecutionProvider.CUDA);
  private static final PipelineSpec PIPELINE =
      new PipelineSpec(
          new PipelineId("p"),
          1,
          Duration.ofSeconds(2),
          Stream.of("find", "read").map(PlanReaderTest::stage).toList());

  @Test
  void shouldRunWhatThePlanPlacesHereAndNothingElse() {
    PlanSpec plan =
        plan(
            3,
            placement("p", "find", "here", "cpu", 2, 100),
            placement("p", "find", "there", "cpu", 4, 100),
            placement("p", "read", "here", "cpu", 1, 100));

    assertThat(read(plan, 2))
        .isEqualTo(
            new PlanAnswer.Follow(
                3, new Target(Map.of(kind("find", CPU), 2, kind("read", CPU), 1))));
  }

  @Test
  void shouldRunNothingWhenThePlanLeavesTheDeviceOut() {
    PlanSpec plan = plan(3, placement("p", "find", "there", "cpu", 4, 100));

    assertThat(read(plan, 2)).isEqualTo(new PlanAnswer.Follow(3, Target.NOTHING));
  }

  @Test
  void shouldIgnoreAnEpochThatIsNotGreaterThanTheLast() {
    PlanSpec plan = plan(3, placement("p", "find", "here", "cpu", 2, 100));

    assertThat(read(plan, 3)).isEqualTo(new PlanAnswer.Old(3, 3));
    assertThat(read(plan, 4)).isEqualTo(new PlanAnswer.Old(3, 4));
  }

  @Test
  void shouldRefuseWhatTheMemoryCannotHoldWithTheNumbers() {
    PlanSpec plan =
        plan(
            3,
            placement("p", "find", "here", "cpu", 2, 204),
            placement("p", "read", "here", "cpu", 1, 204));

    assertThat(read(plan, 2))
        .isEqualTo(
            new PlanAnswer.Refuse(
                3, "The plan of epoch 3 needs 612 MB for 3 instances but the device has 512 MB."));
  }

  @Test
  void shouldUseMemoryToTheLastByte() {
    PlanSpec plan = plan(3, placement("p", "find", "here", "cpu", 4, 128));

    assertThat(read(plan, 2)).isInstanceOf(PlanAnswer.Follow.class);
  }

  @Test
  void shouldCountAProcessorsOwnMemoryApart() {
    // Given: 600 MB on a GPU with 700 MB of its own, beside 500 MB of the device's 512 MB
    PlanSpec fits =
        plan(
            3,
            placement("p", "find", "here", "cuda", 2, 300),
            placement("p", "read", "here", "cpu", 1, 500));
    PlanSpec tooMuch = plan(4, placement("p", "find", "here", "cuda", 3, 300));

    assertThat(read(fits, 2)).isInstanceOf(PlanAnswer.Follow.class);
    assertThat(read(tooMuch, 3))
        .isEqualTo(
            new PlanAnswer.Refuse(
                4,
                "The plan of epoch 4 needs 900 MB for 3 instances but the processor 'cuda' has 700 MB."));
  }

  @Test
  void shouldRefuseWhatItDoesNotKnowByName() {
    assertThat(read(plan(1, placement("p", "count", "here", "cpu", 1, 1)), 0))
        .isEqualTo(
            new PlanAnswer.Refuse(
                1,
                "The plan of epoch 1 has instances of the stage 'count' but the pipeline 'p' has [find, read]."));
    assertThat(read(plan(1, placement("q", "find", "here", "cpu", 1, 1)), 0))
        .isEqualTo(
            new PlanAnswer.Refuse(
                1,
                "The plan of epoch 1 has instances of the pipeline 'q' but the worker works for 'p'."));
    assertThat(read(plan(1, placement("p", "find", "here", "npu", 1, 1)), 0))
        .isInstanceOfSatisfying(
            PlanAnswer.Refuse.class,
            refuse -> assertThat(refuse.why()).contains("wants the processor 'npu'"));
  }

  private static PlanAnswer read(PlanSpec plan, long lastEpoch) {
    return PlanReader.read(plan, device(), lastEpoch, PIPELINE, Map.of("cpu", CPU, "cuda", GPU));
  }

  private static DeviceSpec device() {
    return new DeviceSpec(
        HERE,
        "",
        Instant.EPOCH,
        Instant.EPOCH,
        true,
        false,
        512 * MB,
        List.of(new ProcessorSpec("cpu", 0, 1), new ProcessorSpec("cuda", 700 * MB, 1)),
        0,
        Map.of(),
        0,
        PowerSpec.UNKNOWN,
        "");
  }

  private static InstanceKind kind(String stage, Processor processor) {
    return new InstanceKind(PIPELINE, PIPELINE.stage(new StageId(stage)), processor);
  }

  private static StageSpec stage(String name) {
    return new StageSpec(
        new StageId(name), "m", 1, Duration.ZERO, 4, StageSpec.DEFAULT_ROUTING, Map.of());
  }

  private static PlacementSpec placement(
      String pipeline,
      String stage,
      String device,
      String processor,
      int instances,
      long megabytes) {
    return new PlacementSpec(
        new PipelineId(pipeline),
        new StageId(stage),
        new DeviceId(device),
        processor,
        instances,
        megabytes * MB,
        1);
  }

  private static PlanSpec plan(long epoch, PlacementSpec... placements) {
    return new PlanSpec(
        epoch,
        Instant.EPOCH,
        "by hand",
        "throughput",
        List.of(placements),
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
