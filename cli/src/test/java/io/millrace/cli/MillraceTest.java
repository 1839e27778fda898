package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MillraceTest {

  @TempDir Path folder;

  @Test
  void shouldShowAnExampleInTheHelpOfEveryCommand() {
    List<String> without = new ArrayList<>();
    collect(Millrace.commandLine(), without);
    assertThat(without).as("commands whose help shows no example").isEmpty();
  }

  @Test
  void shouldExitWith2AndNameFileLineAndKeyWhenTheConfigurationHasAKeyThatNobodyReads()
      throws IOException {
    // Given
    Path file = folder.resolve("millrace.yaml");
    Files.writeString(file, "pipeline:\n  name: p\n  stages:\n    - name: s\n      modle: x\n");

    // When
    Said said = run("models", "list", "--config", file.toString());

    // Then
    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.err())
        .contains(file + ":5")
        .contains("pipeline.stages[0].modle")
        .contains("nobody reads this key")
        .contains("model");
  }

  @Test
  void shouldNameTheModelsThatThereAreWhenOneIsUnknown() throws IOException {
    // Given
    Path file = folder.resolve("millrace.yaml");
    Files.writeString(file, "pipeline: {name: p, stages: [{name: s, model: no-such-model}]}\n");

    // When
    Said said =
        run("models", "pull", "--config", file.toString(), "--models-dir", folder.toString());

    // Then
    assertThat(said.exit()).isNotZero();
    assertThat(said.err()).contains("no-such-model").contains("text-detect");
  }

  @Test
  void shouldRefuseAModelFileThatDoesNotExist() {
    Said said = run("models", "verify", "text-detect", "--model-file", "text-detect=/no/such.onnx");

    assertThat(said.exit()).isNotZero();
    assertThat(said.err()).contains("/no/such.onnx");
  }

  @Test
  void shouldSayThatAGivenModelFileDiffers() throws IOException {
    // Given
    Path file = folder.resolve("other.onnx");
    Files.writeString(file, "not the model");

    // When
    Said said = run("models", "verify", "text-detect", "--model-file", "text-detect=" + file);

    // Then
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.out()).contains("differs").contains(file.toString());
  }

  @Test
  void shouldSayWhichPortIsInUseAndWhatToDo() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Said said = run("broker", "--data", folder.toString(), "--port", "" + taken.getLocalPort());

      assertThat(said.exit()).isEqualTo(1);
      assertThat(said.err())
          .contains("Port " + taken.getLocalPort())
          .contains("in use")
          .contains("--port");
    }
  }

  @Test
  void shouldExitWith2WhenTheTimeIsNone() {
    Said said = run("demo", "--for", "soon");

    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.err()).contains("soon").contains("250ms");
  }

  @Test
  void shouldNameTheStagesThatThereAreWhenAWorkerIsToRunAnother() {
    Said said = run("worker", "--device", "d", "--stage", "text-guess");

    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.err()).contains("text-guess").contains("text-detect");
  }

  @Test
  void shouldSimulateAPlanAndWriteWhatBecameOfEveryFrame() throws IOException {
    // Given
    Path file = folder.resolve("run.json");
    Path trace = folder.resolve("trace.yaml");
    Files.writeString(trace, "events: [{at: 100s, device: device-2, what: fails}]");

    // When
    Said said =
        run(
            "simulate",
            "nudif",
            "--strategy",
            "nudif",
            "--load",
            "saturated",
            "--for",
            "20m",
            "--trace",
            trace.toString(),
            "--json",
            file.toString());

    // Then
    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(said.out()).contains("of plan").contains("sub-model-3").contains("accounted yes");
    assertThat(Files.readString(file))
        .contains("\"frames_in\"")
        .contains("\"accounted\" : true")
        .contains("\"utilisation\"");
  }

  @Test
  void shouldNameTheRoutingsThatThereAreWhenASimulationAsksForAnother() {
    Said said = run("simulate", "nudif", "--strategy", "nudif", "--routing", "by-luck");

    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.err()).contains("by-luck").contains("least-finish");
  }

  @Test
  void shouldNameTheDeviceThatATraceSpeaksOfAndTheClusterHasNot() throws IOException {
    Path trace = folder.resolve("trace.yaml");
    Files.writeString(trace, "events: [{at: 1s, device: nobody, what: fails}]");

    Said said = run("simulate", "nudif", "--strategy", "nudif", "--trace", trace.toString());

    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.err()).contains("trace").contains("nobody");
  }

  @Test
  void shouldRefuseAWorkerThatIsToFollowThePlanAndRunOneStage() {
    Said said = run("worker", "--device", "d", "--planned", "--stage", "text-detect");

    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.err()).contains("--planned leaves it to the plan").contains("--stage");
  }

  @Test
  void shouldNameTheDevicesThatThereAreWhenAWorkerIsToBeLikeAnother() {
    Said said = run("worker", "--device", "d", "--like", "no-such-device");

    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.err()).contains("no-such-device").contains("this-machine");
  }

  @Test
  void shouldRefuseACopyOfADeviceThatGetsNoNameOfItsOwn() {
    Said said = run("worker", "--like", "this-machine");

    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.err()).contains("--device");
  }

  @Test
  void shouldTellTheVersionsThatFiguresDependOn() {
    assertThat(Version.all())
        .containsKeys("millrace", "kafka", "vertx", "djl", "onnxruntime", "java")
        .doesNotContainValue("unknown");
  }

  private static void collect(CommandLine line, List<String> without) {
    String help = line.getUsageMessage();
    boolean shows = help.contains("Example");
    if (!shows && !line.getCommandName().equals("help")) {
      without.add(line.getCommandSpec().qualifiedName());
    }
    line.getSubcommands().values().forEach(sub -> collect(sub, without));
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
