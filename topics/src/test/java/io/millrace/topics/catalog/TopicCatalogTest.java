package io.millrace.topics.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.topics.catalog.TopicSpec.Cleanup;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.StageId;
import io.millrace.topics.record.StageSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicCatalogTest {

  private static final PipelineSpec PIPELINE =
      new PipelineSpec(
          new PipelineId("text"),
          1,
          Duration.ofSeconds(2),
          List.of(stage("detect", 4), stage("read", 2)));

  @Test
  void shouldNameEveryTopicOfAPipelineAfterIt() {
    assertThat(TopicCatalog.topics(PIPELINE, 1 << 20))
        .extracting(TopicSpec::name)
        .containsExactly(
            "millrace.pipelines",
            "millrace.cameras",
            "millrace.devices",
            "millrace.profiles",
            "millrace.plans",
            "millrace.load",
            "millrace.resources",
            "millrace.requests",
            "millrace.decisions",
            "millrace.carbon",
            "text.frames",
            "text.read",
            "text.results",
            "text.dead-letters");
    assertThat(TopicCatalog.input(PIPELINE, new StageId("detect"))).isEqualTo("text.frames");
    assertThat(TopicCatalog.input(PIPELINE, new StageId("read"))).isEqualTo("text.read");
    assertThat(TopicCatalog.group(PIPELINE.name(), new StageId("detect"))).isEqualTo("text.detect");
  }

  @Test
  void shouldGiveAStageItsLanesAndADeadLetterRoomForItsHeaders() {
    List<TopicSpec> topics = TopicCatalog.topics(PIPELINE, 1 << 20);

    assertThat(named(topics, "text.frames").lanes()).isEqualTo(4);
    assertThat(named(topics, "text.read").lanes()).isEqualTo(2);
    assertThat(named(topics, "text.read").maxRecordBytes()).isEqualTo(1 << 20);
    assertThat(named(topics, "text.dead-letters").maxRecordBytes()).isEqualTo((1 << 20) + 65536);
    assertThat(named(topics, "millrace.plans").cleanup()).isEqualTo(Cleanup.COMPACT);
    assertThat(named(topics, "millrace.load").cleanup()).isEqualTo(Cleanup.DELETE);
    assertThat(named(topics, "text.results").retention())
        .isGreaterThan(named(topics, "text.frames").retention());
  }

  @Test
  void shouldRefuseATopicThatCouldNotExist() {
    Duration hour = Duration.ofHours(1);

    assertThatThrownBy(() -> new TopicSpec("t", 0, Cleanup.DELETE, hour, 1, 1024))
        .hasMessage("The lanes (0) of topic t must be at least 1.");
    assertThatThrownBy(() -> new TopicSpec("t", 1, Cleanup.DELETE, hour, 1, 1023))
        .hasMessage(
            "The greatest record (1023 bytes) of topic t must be 1024 to 1073741824 bytes.");
    assertThatThrownBy(() -> new TopicSpec("t", 1, Cleanup.DELETE, hour, 1, (1 << 30) + 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TopicSpec("t", 1, Cleanup.DELETE, Duration.ZERO, 1, 1024))
        .hasMessage("The retention (PT0S, 1 bytes) of topic t must be positive.");
    assertThatThrownBy(() -> new TopicSpec("t", 1, Cleanup.DELETE, hour, 0, 1024))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new TopicSpec("t", 1, Cleanup.COMPACT, Duration.ZERO, 0, 1024).lanes()).isEqualTo(1);
  }

  private static TopicSpec named(List<TopicSpec> topics, String name) {
    return topics.stream().filter(topic -> topic.name().equals(name)).findFirst().orElseThrow();
  }

  private static StageSpec stage(String name, int lanes) {
    return new StageSpec(
        new StageId(name), "model", 8, Duration.ofMillis(5), lanes, "least-finish", Map.of());
  }
}
