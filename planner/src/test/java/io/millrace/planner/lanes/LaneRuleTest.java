package io.millrace.planner.lanes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.planner.plan.LaneCount;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.StageId;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LaneRuleTest {

  private static LaneCount count(LaneRule rule, int current, double... rates) {
    return rule.count(PipelineId.of("p"), StageId.of("s"), rates, current);
  }

  @Test
  void shouldLeaveRoomForInstancesThatJoin() {
    LaneCount lanes = count(new LaneRule(0.5, 100), 0, 1, 1, 1);

    assertThat(lanes.lanes()).isEqualTo(5);
    assertThat(lanes.why()).contains("1 per instance (3)", "50 % headroom makes 5");
  }

  @Test
  void shouldGiveUnequalInstancesASecondLane() {
    assertThat(count(new LaneRule(0, 100), 0, 1, 1.49, 1).lanes()).isEqualTo(3);
    assertThat(count(new LaneRule(0, 100), 0, 1, 1.5, 1).lanes()).isEqualTo(6);
  }

  @Test
  void shouldNotRoundHeadroomUpByFloatingPoint() {
    // 10 · 1.1 is 11.000000000000002.
    assertThat(count(new LaneRule(0.1, 100), 0, new double[10]).lanes()).isEqualTo(20);
    double[] equal = new double[10];
    Arrays.fill(equal, 2);
    assertThat(count(new LaneRule(0.1, 100), 0, equal).lanes()).isEqualTo(11);
  }

  @Test
  void shouldNeverShrinkATopic() {
    LaneCount lanes = count(new LaneRule(0.5, 4), 12, 1, 1);

    assertThat(lanes.lanes()).isEqualTo(12);
    assertThat(lanes.why()).contains("never shrinks");
  }

  @Test
  void shouldServeEveryInstanceWithinTheMaximumWhenItCan() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 2000; i++) {
      double[] rates = random.doubles(random.nextInt(1, 60), 0.1, 3).toArray();
      int maximum = random.nextInt(1, 80);
      int current = random.nextInt(0, 60);
      int lanes = count(new LaneRule(random.nextDouble(0, 2), maximum), current, rates).lanes();

      assertThat(lanes).isGreaterThanOrEqualTo(Math.max(rates.length, current));
      assertThat(lanes).isLessThanOrEqualTo(Math.max(maximum, Math.max(rates.length, current)));
    }
  }

  @Test
  void shouldRefuseNegativeHeadroom() {
    assertThatThrownBy(() -> new LaneRule(-0.1, 1)).hasMessageContaining("headroom");
    assertThatThrownBy(() -> new LaneRule(Double.NaN, 1)).hasMessageContaining("headroom");
  }
}
