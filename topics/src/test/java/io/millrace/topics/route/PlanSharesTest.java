package io.millrace.topics.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.PlanSpec.PlacementSpec;
import io.millrace.topics.record.StageId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanSharesTest {

  private static final DeviceId FAST = new DeviceId("fast");
  private static final DeviceId SLOW = new DeviceId("slow");

  @Test
  void shouldShareADevicesRateAmongTheInstancesThatReportFromIt() {
    // Given: fast carries 30 a second on two processors, with three instances; slow 4 with one
    List<PlacementSpec> placements =
        List.of(
            placement(FAST, "gpu", 1, 20),
            placement(FAST, "cpu", 2, 10),
            placement(SLOW, "cpu", 1, 4));

    // When
    Map<String, Double> shares =
        PlanShares.of(placements, Map.of("a", FAST, "b", FAST, "c", FAST, "d", SLOW));

    // Then
    assertThat(shares).isEqualTo(Map.of("a", 10.0, "b", 10.0, "c", 10.0, "d", 4.0));
  }

  @Test
  void shouldGiveInstancesThatThePlanDoesNotKnowNothing() {
    // Given: somebody started an instance by hand, and slow is planned but silent
    List<PlacementSpec> placements =
        List.of(placement(FAST, "cpu", 2, 10), placement(SLOW, "cpu", 1, 4));

    // When
    Map<String, Double> shares =
        PlanShares.of(placements, Map.of("a", FAST, "x", new DeviceId("helper")));

    // Then
    assertThat(shares).isEqualTo(Map.of("a", 10.0));
  }

  private static PlacementSpec placement(
      DeviceId device, String processor, int instances, double framesPerSecond) {
    return new PlacementSpec(
        new PipelineId("p"),
        new StageId("read"),
        device,
        processor,
        instances,
        1_000,
        framesPerSecond);
  }
}
