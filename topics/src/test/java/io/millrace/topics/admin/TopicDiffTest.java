package io.millrace.topics.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topics.catalog.TopicSpec;
import io.millrace.topics.catalog.TopicSpec.Cleanup;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicDiffTest {

  private static final long GIB = 1L << 30;
  private static final TopicSpec FRAMES =
      new TopicSpec("text.frames", 4, Cleanup.DELETE, Duration.ofMinutes(15), GIB, 1 << 20);

  /** {@link #FRAMES} by Kafka's names, worked out by hand. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "cleanup.policy", "delete",
          "max.message.bytes", "1052672",
          "retention.bytes", "1073741824",
          "retention.ms", "900000",
          "segment.bytes", "134217728",
          "segment.ms", "900000");

  @Test
  void shouldCreateWhatDoesNotExist() {
    assertThat(TopicDiff.between(Map.of(), List.of(FRAMES)))
        .containsExactly(new TopicOperation.Create("text.frames", 4, SETTINGS));
  }

  @Test
  void shouldDoNothingWhenAllIsAsItShouldBe() {
    // Given: the broker tells its defaults too
    Map<String, String> settings = new HashMap<>(SETTINGS);
    settings.put("min.insync.replicas", "1");

    assertThat(TopicDiff.between(found(4, settings), List.of(FRAMES))).isEmpty();
  }

  @Test
  void shouldAddLanesInPlace() {
    assertThat(TopicDiff.between(found(1, SETTINGS), List.of(FRAMES)))
        .containsExactly(new TopicOperation.AddLanes("text.frames", 1, 4));
  }

  @Test
  void shouldKeepLanesThatAreNoLongerWanted() {
    List<TopicOperation> operations = TopicDiff.between(found(6, SETTINGS), List.of(FRAMES));

    assertThat(operations).containsExactly(new TopicOperation.KeepLanes("text.frames", 6, 4));
    assertThat(operations.get(0).describe())
        .isEqualTo("keep 6 lanes (4 wanted, but Kafka cannot remove lanes)");
  }

  @Test
  void shouldChangeOnlyTheSettingsThatDiffer() {
    Map<String, String> settings = new HashMap<>(SETTINGS);
    settings.put("retention.ms", "604800000");
    settings.remove("segment.ms");

    List<TopicOperation> operations = TopicDiff.between(found(4, settings), List.of(FRAMES));

    assertThat(operations)
        .containsExactly(
            new TopicOperation.Configure(
                "text.frames", Map.of("retention.ms", "900000", "segment.ms", "900000")));
    assertThat(operations.get(0).describe())
        .isEqualTo("set retention.ms=900000, segment.ms=900000");
  }

  @Test
  void shouldGrowAndConfigureInTheOrderOfTheWantedTopicsAndLeaveOthersAlone() {
    // Given
    TopicSpec plans =
        new TopicSpec("millrace.plans", 1, Cleanup.COMPACT, Duration.ZERO, 0, 1 << 20);
    Map<String, FoundTopic> found =
        Map.of(
            "text.frames", new FoundTopic("text.frames", 2, Map.of()),
            "somebody.elses", new FoundTopic("somebody.elses", 9, Map.of()));

    List<TopicOperation> operations = TopicDiff.between(found, List.of(plans, FRAMES));

    assertThat(operations)
        .containsExactly(
            new TopicOperation.Create(
                "millrace.plans",
                1,
                Map.of("cleanup.policy", "compact", "max.message.bytes", "1052672")),
            new TopicOperation.AddLanes("text.frames", 2, 4),
            new TopicOperation.Configure("text.frames", SETTINGS));
  }

  @Test
  void shouldNotLetASegmentBeSmallerThanTheGreatestRecord() {
    TopicSpec large =
        new TopicSpec("large", 1, Cleanup.DELETE, Duration.ofHours(1), GIB / 8, 64 << 20);
    TopicSpec small = new TopicSpec("small", 1, Cleanup.DELETE, Duration.ofHours(1), 1, 1 << 10);
    TopicSpec huge = new TopicSpec("huge", 1, Cleanup.DELETE, Duration.ofHours(1), GIB * GIB, 1024);

    assertThat(TopicDiff.settings(large))
        .containsEntry("segment.bytes", Integer.toString((64 << 20) + 4096));
    assertThat(TopicDiff.settings(small)).containsEntry("segment.bytes", "16777216");
    assertThat(TopicDiff.settings(huge)).containsEntry("segment.bytes", "2147483647");
  }

  private static Map<String, FoundTopic> found(int lanes, Map<String, String> settings) {
    return Map.of("text.frames", new FoundTopic("text.frames", lanes, settings));
  }
}
