package io.millrace.planner.solve;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.planner.cluster.Device;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HostingsTest {

  @Test
  void shouldListOnlyWaysToWhichNothingCanBeAdded() {
    // Given: 5, 4 and 3 in a memory of 8, at most one of each
    List<int[]> ways =
        Hostings.of(Device.of("d", 8), List.of(activity(5, 1), activity(4, 1), activity(3, 1)));

    // Then: the 5 and the 3, or the 4 and the 3
    assertThat(ways).containsExactly(new int[] {1, 0, 1}, new int[] {0, 1, 1});
  }

  @Test
  void shouldCountInstances() {
    assertThat(Hostings.of(Device.of("d", 8), List.of(activity(3, 4), activity(2, 1))))
        .containsExactly(new int[] {2, 1});
  }

  @Test
  void shouldListNothingWhenThereAreTooMany() {
    // Given: 12 of 24 equal ones fit, 2.7 million ways
    List<Activity> many = IntStream.range(0, 24).mapToObj(i -> activity(1, 1)).toList();

    // Then
    assertThat(Hostings.of(Device.of("d", 12), many)).isEmpty();
  }

  private static Activity activity(long memory, int most) {
    return new Activity(0, 0, 0, 1, 1, memory, 0, 0, 0, most);
  }
}
