package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model in pieces on a real broker, in this JVM. */
class SplitDemoIT {

  @TempDir Path folder;

  @Test
  void shouldAnswerBitForBitLikeTheWholeModel() throws IOException {
    // When
    JsonNode told = run("float32", 0);

    // Then
    assertThat(told.get("stages").size()).isGreaterThanOrEqualTo(2);
    JsonNode verdict = told.get("verdict");
    assertThat(verdict.get("frames").asInt()).isGreaterThanOrEqualTo(5);
    assertThat(verdict.get("equalFrames")).isEqualTo(verdict.get("frames"));
    assertThat(told.get("run").get("accounted").asBoolean()).isTrue();
    assertThat(told.get("run").get("dead_letters").asLong()).isZero();
  }

  @Test
  void shouldSendAQuarterOfTheBytesAsUint8AndLoseLittle() throws IOException {
    // When
    JsonNode told = run("uint8", 0);

    // Then: the shape is what the first piece sends, 1xCxHxW
    JsonNode first = told.get("stages").get(0);
    long numbers = 1;
    for (String extent : first.get("sends").asText().split("x", -1)) {
      numbers *= Long.parseLong(extent);
    }
    double bytes = first.get("bytes_per_frame").asDouble();
    assertThat(bytes).isBetween((double) numbers, numbers + 1000.0);
    JsonNode verdict = told.get("verdict");
    assertThat(verdict.get("equalFrames").asInt()).as("it does lose something").isZero();
    assertThat(verdict.get("relativeDifference").asDouble()).isLessThan(0.2);
  }

  private JsonNode run(String tensors, int expected) throws IOException {
    Path json = folder.resolve(tensors + ".json");
    int exit =
        Millrace.run(
            "split-demo",
            "squeezenet",
            "--slowdown",
            "2,1",
            "--frames",
            "5",
            "--tensors",
            tensors,
            "--port",
            "0",
            "--json",
            json.toString());
    assertThat(exit).isEqualTo(expected);
    return new ObjectMapper().readTree(json.toFile());
  }
}
