package io.millrace.planner.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.planner.layer.LayerProblem;
import io.millrace.topics.codec.Json;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.LayerProfileSpec;
import io.millrace.topics.record.LayerProfileSpec.BundleRow;
import io.millrace.topics.record.LayerProfileSpec.LayerRow;
import io.millrace.topics.record.LayerProfileSpec.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuredLayersTest {

  private static final List<BundleRow> BUNDLES =
      List.of(row(1, 1, 1, 0.010), row(2, 2, 1, 0.020), row(1, 2, 1, 0.025), row(1, 2, 4, 0.080));

  private static final String YAML =
      """
      layers:
        source: camera
        devices:
          - name: camera
            points: [{name: only}]
          - name: server
            points: [{name: only, gflops: 1}]
        links: [{from: camera, to: server, bandwidth: 1MB/s, both_ways: true}]
        profiles: {camera: toy.json}
      """;

  @TempDir Path folder;

  @Test
  void shouldPlanWithAProfilesLayersAndTimesAndEstimateTheOtherDevice() throws IOException {
    // Given
    write(Source.MEASURED);

    // When
    LayerProblem problem = LayerFile.parse(YAML, folder.resolve("p.yaml").toString()).problem();

    // Then
    assertThat(problem.layerNames()).containsExactly("a", "b");
    assertThat(problem.pieceSeconds(0, 0, 0, 2)).as("one frame a call").isEqualTo(0.025);
    assertThat(problem.pieceSeconds(1, 0, 0, 1)).isCloseTo(0.002, within(1e-12));
    assertThat(problem.hopSeconds(1, 0, 1)).isCloseTo(0.001, within(1e-12));
    assertThat(problem.origin()).isEqualTo("measured on camera, analytic elsewhere");
  }

  @Test
  void shouldNotCallAnEstimateMeasured() throws IOException {
    write(Source.ANALYTIC);

    LayerProblem problem = LayerFile.parse(YAML, folder.resolve("p.yaml").toString()).problem();

    assertThat(problem.pieceSeconds(0, 0, 0, 2)).isEqualTo(0.025);
    assertThat(problem.origin()).isEqualTo("analytic");
  }

  @Test
  void shouldSayWhichProfileIsMissing() {
    assertThatThrownBy(() -> LayerFile.parse(YAML, folder.resolve("p.yaml").toString()))
        .isInstanceOf(RuntimeException.class)
        .hasMessageContaining("toy.json")
        .hasMessageContaining("millrace profile");
  }

  private void write(Source source) throws IOException {
    LayerProfileSpec profile =
        new LayerProfileSpec(
            "toy",
            "",
            new DeviceId("camera"),
            "cpu",
            "extended",
            Instant.EPOCH,
            2,
            100,
            List.of(new LayerRow("a", 2e6, 1e6, 10, 1000), new LayerRow("b", 4e6, 2e6, 20, 50)),
            BUNDLES.stream()
                .map(
                    b ->
                        new BundleRow(
                            b.from(), b.to(), b.batch(), 1, b.seconds(), 0, 9, 1, null, source))
                .toList());
    Files.write(folder.resolve("toy.json"), Json.write(profile));
  }

  private static BundleRow row(int from, int to, int batch, double seconds) {
    return new BundleRow(from, to, batch, 1, seconds, 0, 9, 1, null, Source.MEASURED);
  }
}
