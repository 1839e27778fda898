package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class LayerCommandsTest {

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void writeFile() throws IOException {
    file = folder.resolve("layers.yaml");
    Files.writeString(
        file,
        """
        layers:
          model: alexnet
          strategy: preload
          source: a
          devices:
            - {name: a, memory_bandwidth: 719MB/s, points: [{name: only, gflops: 3.62}]}
            - {name: b, memory_bandwidth: 719MB/s, points: [{name: only, gflops: 3.62}]}
          links:
            - {from: a, to: b, bandwidth: 10MB/s, both_ways: true}
        """);
  }

  @Test
  void shouldCutAModelFromAFile() throws IOException {
    Path json = folder.resolve("cut.json");

    Said said = run("plan", file.toString(), "--explain", "--json", json.toString());

    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(said.out())
        .contains("proven optimal")
        .contains("the tensor goes from a to b")
        .contains("Times are analytic");
    JsonNode cut = new ObjectMapper().readTree(json.toFile());
    assertThat(cut.get("latency_seconds").asDouble()).isBetween(0.4394, 0.4395);
    assertThat(cut.get("optimal").asBoolean()).isTrue();
  }

  @Test
  void shouldCompareStrategiesOnAModel() {
    Said said = run("plan", file.toString(), "--compare", "layers,preload,bundles,jointdnn");

    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(said.out()).contains("0.758352").contains("0.439431");
  }

  @ParameterizedTest
  @CsvSource({
    "preload, preload-latency.svg",
    "frequency, frequency-energy-latency.svg",
    "carbon, carbon-day.svg"
  })
  void shouldMeetWhatIsPublishedAndDrawIt(String name, String figure) {
    Said said = run("reproduce", name, "--figures", folder.toString());

    assertThat(said.exit()).as(said.out()).isZero();
    assertThat(said.out()).contains("every figure is met").doesNotContain("NOT MET");
    assertThat(folder.resolve(figure)).isNotEmptyFile();
  }

  @Test
  void shouldMeetEveryBundleFigure() {
    Said said = run("reproduce", "bundles");

    assertThat(said.exit()).as(said.out()).isZero();
    assertThat(said.out()).contains("every figure is met");
  }

  @Test
  void shouldRefuseAStrategyThatCutsNothing() {
    Said said = run("plan", file.toString(), "--strategy", "nudif");

    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.err()).contains("There is no layer strategy 'nudif'");
  }

  private record Said(int exit, String out, String err) {}

  private static Said run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Millrace.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    int exit = line.execute(arguments);
    return new Said(exit, out.toString(), err.toString());
  }
}
