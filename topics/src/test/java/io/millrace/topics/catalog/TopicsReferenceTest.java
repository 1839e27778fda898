package io.millrace.topics.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topics.codec.Json;
import io.millrace.topics.record.CarbonSpec;
import io.millrace.topics.record.DecisionSpec;
import io.millrace.topics.record.DeviceSpec;
import io.millrace.topics.record.Drop;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.PlanRequest;
import io.millrace.topics.record.PlanSpec;
import io.millrace.topics.record.ProfileSpec;
import io.millrace.topics.record.ResourceReport;
import io.millrace.topics.record.Result;
import io.millrace.topics.record.StageId;
import io.millrace.topics.record.StageSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reference in {@code docs/topics.md} says what the code does. */
class TopicsReferenceTest {

  private static final int FIRST_LANES = 101;
  private static final int LANES = 102;

  @Test
  void shouldListEveryTopicAsItIsCreated() throws IOException {
    PipelineSpec pipeline =
        new PipelineSpec(
            new PipelineId("p"),
            1,
            Duration.ofSeconds(1),
            List.of(stage("first", FIRST_LANES), stage("s", LANES)));

    String table =
        TopicCatalog.topics(pipeline, TopicCatalog.DEFAULT_MAX_RECORD_BYTES).stream()
            .map(TopicsReferenceTest::row)
            .collect(Collectors.joining("\n"));

    assertThat(between("<!-- topics: checked -->", "<!-- end -->"))
        .as("docs/topics.md; replace the table's rows with these:%n%s%n", table)
        .endsWith(table);
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Result.class,
        Drop.class,
        LoadReport.class,
        ResourceReport.class,
        DeviceSpec.class,
        ProfileSpec.class,
        PlanSpec.class,
        DecisionSpec.class,
        CarbonSpec.class,
        PlanRequest.class
      })
  void shouldShowEveryFieldOfARecord(Class<?> type) throws IOException {
    String example = between("<!-- " + type.getSimpleName() + ": checked -->\n```json", "```");

    Object record = Json.read(example.getBytes(UTF_8), type, "docs/topics.md");

    // Written and read as a tree: the same fields in the same order, whatever the layout.
    assertThat(Json.read(Json.write(record), Map.class, "written").toString())
        .isEqualTo(Json.read(example.getBytes(UTF_8), Map.class, "docs/topics.md").toString());
  }

  private static String row(TopicSpec topic) {
    boolean compacted = topic.cleanup() == TopicSpec.Cleanup.COMPACT;
    return "| `%s` | %s | %s | %s | %s |"
        .formatted(
            topic.name().replace("p.s", "<pipeline>.<stage>").replace("p.", "<pipeline>."),
            topic.lanes() == FIRST_LANES
                ? "the first stage's"
                : topic.lanes() == LANES ? "the stage's" : topic.lanes(),
            compacted ? "latest per key" : time(topic.retention()),
            compacted ? "all" : bytes(topic.retentionBytes()),
            bytes(topic.maxRecordBytes()));
  }

  private static String time(Duration time) {
    return time.toDays() > 0 ? time.toDays() + " days" : time.toMinutes() + " min";
  }

  private static String bytes(long bytes) {
    if (bytes % (1 << 30) == 0) {
      return (bytes >> 30) + " GiB";
    }
    return bytes % (1 << 20) == 0 ? (bytes >> 20) + " MiB" : (bytes >> 10) + " KiB";
  }

  private static StageSpec stage(String name, int lanes) {
    return new StageSpec(
        new StageId(name), "model", 1, Duration.ZERO, lanes, "least-finish", Map.of());
  }

  private static String between(String begin, String end) throws IOException {
    String text = Files.readString(reference());
    int from = text.indexOf(begin);
    assertThat(from).as("'%s' in docs/topics.md", begin).isNotNegative();
    return text.substring(from + begin.length(), text.indexOf(end, from + begin.length())).strip();
  }

  private static Path reference() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path file = folder.resolve("docs/topics.md");
      if (Files.exists(file)) {
        return file;
      }
    }
    throw new IllegalStateException("There is no docs/topics.md above the working directory.");
  }
}
