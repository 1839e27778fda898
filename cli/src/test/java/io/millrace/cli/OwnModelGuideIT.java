package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.testkit.TinyModel;
import io.millrace.topics.codec.Json;
import io.millrace.topics.record.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Follows docs/guide/own-model.md as a reader would: its files, then its commands in a shell. */
class OwnModelGuideIT {

  private static final Path GUIDE = ShippedFiles.PROJECT.resolve("docs/guide");
  private static final Pattern BLOCK =
      Pattern.compile("(?m)^(?:<!-- file: (\\S+) -->\n)?```(\\w+)\n((?:(?!```).*\n)*)```$");
  private static final int LEAST_RESULTS = 10;

  @TempDir Path folder;

  @Test
  void shouldGiveAReaderWhoFollowsItResults() throws IOException {
    // Given
    Files.copy(GUIDE.resolve("colour.onnx"), folder.resolve("colour.onnx"));
    Path commands = folder.resolve("guide.sh");
    Files.writeString(commands, "set -euo pipefail\n" + millrace() + followed());

    // When
    ShippedFiles.Ran ran = ShippedFiles.run(folder, List.of("bash", commands.toString()));

    // Then
    assertThat(ran.exit()).as(ran.said()).isZero();
    assertThat(ran.said()).contains("classification").contains("\"label\":");
    JsonNode account = new ObjectMapper().readTree(folder.resolve("account.json").toFile());
    assertThat(account.get("accounted").asBoolean()).isTrue();
    assertThat(account.get("dead_letters").asLong()).isZero();
    List<String> lines = Files.readAllLines(folder.resolve("results.jsonl"));
    assertThat(lines).hasSizeGreaterThan(LEAST_RESULTS);
    for (String line : lines) {
      Result result =
          Json.read(line.getBytes(StandardCharsets.UTF_8), Result.class, "results.jsonl");
      assertThat(result.pipeline().value()).isEqualTo("colours");
      assertThat(result.finds()).hasSize(1);
      assertThat(result.finds().get(0).label()).isIn("red", "green", "blue");
      assertThat(result.finds().get(0).score()).isCloseTo(0.67, within(0.34));
    }
  }

  @Test
  void shouldShipTheModelThatTheGuideDescribes() throws IOException {
    assertThat(GUIDE.resolve("colour.onnx"))
        .as("written by TinyModel.planeMeans()")
        .hasBinaryContent(TinyModel.planeMeans());
  }

  /** Writes the guide's files, and returns its commands in their order. */
  private String followed() throws IOException {
    Matcher block = BLOCK.matcher(ShippedFiles.text(GUIDE.resolve("own-model.md")));
    StringBuilder shell = new StringBuilder();
    int files = 0;
    while (block.find()) {
      if (block.group(1) != null) {
        Files.writeString(folder.resolve(block.group(1)), block.group(3));
        files++;
      } else if (block.group(2).equals("sh")) {
        shell.append(block.group(3));
      }
    }
    assertThat(files).as("files of the guide").isEqualTo(2);
    assertThat(shell.toString()).as("commands of the guide").contains("millrace demo");
    return shell.toString();
  }

  /** The command under test, on this test's class path, as a function of the shell. */
  private static String millrace() {
    Map<String, String> jvm =
        Map.of(
            "java", Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "path", System.getProperty("java.class.path"));
    return "millrace() { '%s' -Djava.awt.headless=true -cp '%s' %s \"$@\"; }\n"
        .formatted(jvm.get("java"), jvm.get("path"), Millrace.class.getName());
  }
}
