package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class PlanCommandTest {

  @TempDir Path folder;

  @Test
  void shouldPlanThePublishedInstanceAndWriteIt() throws IOException {
    // Given
    Path file = folder.resolve("plan.json");

    // When
    Said said =
        run("plan", "nudif", "--strategy", "nudif", "--transfer", "sum", "--json", file.toString());

    // Then
    assertThat(said.exit()).isZero();
    assertThat(said.out()).contains("proven optimal").contains("nudif/sub-model-1");
    JsonNode plan = new ObjectMapper().readTree(file.toFile());
    assertThat(plan.get("strategy").asText()).isEqualTo("nudif");
    assertThat(plan.get("throughput").asDouble()).isBetween(1.07402, 1.07403);
    assertThat(plan.get("upper_bound").asDouble())
        .isGreaterThanOrEqualTo(plan.get("throughput").asDouble());
    assertThat(plan.get("gap").asDouble()).isLessThan(1e-6);
    assertThat(plan.get("placements")).hasSize(8);
    assertThat(plan.at("/placements/0").fieldNames())
        .toIterable()
        .contains("stage", "device", "instances");
    assertThat(plan.get("lanes")).hasSize(4);
    assertThat(plan.at("/limiting/stage").asText()).startsWith("sub-model-");
    assertThat(plan.get("solver_seconds").asDouble()).isNotNegative();
  }

  @Test
  void shouldSayWhatMovesAgainstAnEarlierPlan() {
    // Given
    String before = folder.resolve("plan.json").toString();
    run("plan", "site", "--objective", "devices", "--json", before);

    // When
    Said same = run("plan", "site", "--objective", "devices", "--diff", before);
    Said other = run("plan", "site", "--objective", "energy", "--diff", before, "--explain");

    // Then
    assertThat(same.out()).contains("nothing moves");
    assertThat(other.out())
        .contains("> plates/detect from server/cpu")
        .contains("Every asked rate is carried.");
  }

  @Test
  void shouldCompareStrategiesAndSayWhyOneCannot() {
    // When
    Said said = run("plan", "site", "--compare", "nudif-shared,nudif");

    // Then
    assertThat(said.exit()).isZero();
    assertThat(said.out())
        .containsPattern("nudif-shared +88\\.45")
        .containsPattern("nudif +The published model plans one pipeline, not 2");
  }

  @Test
  void shouldExitWith1AndSayWhatIsMissingWhenTheDemandCannotBeCarried() throws IOException {
    // Given
    Path file = folder.resolve("small.yaml");
    Files.writeString(
        file,
        """
        cluster: {devices: [{name: jetson, count: 2, memory: 1GB}], network: {broker: {}}}
        pipelines: [{name: p, frames_per_second: 4.3, stages: [{name: a, memory: 1GB}]}]
        profiles: [{stage: a, seconds: 1}]
        """);

    // When
    Said said = run("plan", file.toString(), "--objective", "devices", "--headroom", "0");

    // Then
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.out()).contains("needs 2.3 more devices like jetson-1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plan nowhere.yaml|nowhere.yaml: no such file",
        "plan site --strategy best|There is no strategy 'best'",
        "plan site --objective speed|Maybe one of throughput, devices, energy, carbon",
        "plan site --transfer fast|Maybe one of sum, mean, max, min, none",
        "plan site --budget soon|write one like 250ms",
        "plan site --headroom 1|headroom must be 0 to 1 (was 1.0)",
        "plan site --strategy nudif|Maybe use the strategy nudif-shared",
        "plan site --diff nowhere.json|Maybe write a plan there first",
        "plan site --compare nudif --explain|--compare makes a table",
        "plan nudif --objective carbon|needs asked rates",
        "plan --objective energy|Either a problem or --live",
        "plan site --live|Either a problem or --live",
        "plan --live --diff plan.json|cannot go with --compare or --diff",
        "reproduce nudif --devices 3|devices must be 4 or more",
      })
  void shouldExitWith2AndSayWhatToDo(String command, String advice) {
    // When
    Said said = run(command.split(" "));

    // Then
    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.err()).contains(advice);
  }

  @Test
  void shouldReproduceThePublishedFiguresAndDrawThem() throws IOException {
    // Given
    Path figures = folder.resolve("figures");
    Path json = folder.resolve("nudif.json");

    // When
    Said said =
        run(
            "reproduce",
            "nudif",
            "--devices",
            "5",
            "--seeds",
            "2",
            "--figures",
            figures.toString(),
            "--json",
            json.toString());

    // Then
    assertThat(said.exit()).isZero();
    assertThat(said.out())
        .containsPattern("edgeshard-multi, N = 8, as printed +1\\.0643 +1\\.064271 items/s +met")
        .doesNotContain("NOT MET");
    assertThat(new ObjectMapper().readTree(json.toFile()).get("all_met").asBoolean()).isTrue();
    try (Stream<Path> files = Files.list(figures)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "figure-2-throughput.png", "figure-2-throughput.svg",
              "figure-3-improvement.png", "figure-3-improvement.svg",
              "figure-4-utilisation.png", "figure-4-utilisation.svg",
              "figure-5-latency.png", "figure-5-latency.svg");
    }
    assertThat(ImageIO.read(figures.resolve("figure-2-throughput.png").toFile()).getWidth())
        .isEqualTo(1800);
    assertThat(Files.readString(figures.resolve("figure-5-latency.svg"))).contains("<svg");
  }

  private static Said run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Millrace.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    int exit = line.execute(arguments);
    return new Said(exit, out.toString(), err.toString());
  }

  private record Said(int exit, String out, String err) {}
}
