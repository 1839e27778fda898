package io.millrace.bench.carbon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.planner.carbon.Scope;
import io.millrace.planner.problem.Objective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two devices that differ in what they draw, and a day on which the grids trade places at noon. */
class CarbonDayTest {

  private static final LocalDate DAY = LocalDate.parse("2022-07-15");
  private static final String PROBLEM =
      """
      cluster:
        devices:
          - {name: lean, memory: 1GB, power: {idle_watts: 2, busy_watts: 10}, zone: EAST}
          - {name: rich, memory: 1GB, power: {idle_watts: 3, busy_watts: 12}, zone: WEST}
        network:
          broker: {latency: 1ms}
      pipelines:
        - name: p
          cameras: 2
          frames_per_second: 1
          stages:
            - {name: find, memory: 10MB, output: 1KB}
            - {name: read, memory: 10MB, output: 1KB}
      profiles:
        - {stage: find, seconds: 0.1}
        - {stage: read, seconds: 0.1}
      """;

  @TempDir Path folder;

  @Test
  void shouldFollowTheCleanerGridAtTheSameFrameRate() throws IOException {
    CarbonDay.Study study =
        day(Map.of("WEST", csv("west", h -> h < 12 ? 100 : 500), "EAST", csv("east", h -> 300)))
            .run(List.of(DAY));

    List<CarbonDay.Row> rows = study.of(DAY);
    CarbonDay.Row carbon = rows.get(0);
    CarbonDay.Row energy = rows.get(1);
    assertThat(rows).extracting(CarbonDay.Row::objective).isEqualTo(CarbonDay.OBJECTIVES);
    assertThat(rows)
        .allSatisfy(row -> assertThat(row.delivered()).isCloseTo(1, within(1e-3)))
        .allSatisfy(row -> assertThat(row.framesIn()).isCloseTo(172_800, within(10L)));
    assertThat(carbon.changes()).as("to the east at noon").isEqualTo(1);
    assertThat(energy.changes()).isZero();
    // West: 3 W and 0.4 of 9 W for 12 h at 100 g/kWh; east: 2 W and 0.4 of 8 W at 300 g/kWh.
    assertThat(carbon.grams()).isCloseTo(12 * 6.6e-3 * 100 + 12 * 5.2e-3 * 300, within(0.3));
    assertThat(energy.grams()).isCloseTo(24 * 5.2e-3 * 300, within(0.3));
    assertThat(rows.get(2).objective()).isEqualTo(Objective.THROUGHPUT);
    assertThat(rows.get(2).grams()).isGreaterThan(energy.grams());
    assertThat(study.days().get(0).leastGrams()).isCloseTo(carbon.grams(), within(0.3));
  }

  @Test
  void shouldLeaveThePlanWhereTheGridMovesTooLittle() throws IOException {
    CarbonDay.Study study =
        day(Map.of("WEST", csv("west", h -> 290 + h % 2), "EAST", csv("east", h -> 300)))
            .run(List.of(DAY));

    assertThat(study.of(DAY).get(0).changes()).isZero();
  }

  @Test
  void shouldSayWhichRecordingIsMissing() throws IOException {
    Path east = csv("east", h -> 300);
    assertThatThrownBy(() -> day(Map.of("EAST", east)))
        .hasMessageContaining("no recording of WEST")
        .hasMessageContaining("--csv WEST=");
    assertThatThrownBy(() -> day(Map.of("EAST", east, "WEST", folder.resolve("nowhere.csv"))))
        .hasMessageContaining("nowhere.csv: no such file");
  }

  @Test
  void shouldSayThatADayIsNotRecorded() throws IOException {
    CarbonDay study = day(Map.of("WEST", csv("west", h -> 1), "EAST", csv("east", h -> 1)));

    assertThatThrownBy(() -> study.run(List.of(LocalDate.parse("2023-01-01"))))
        .hasMessageContaining("nothing is recorded from 2023-01-01")
        .hasMessageContaining("--day");
  }

  private CarbonDay day(Map<String, Path> csv) throws IOException {
    Path problem = folder.resolve("problem.yaml");
    Files.writeString(problem, PROBLEM);
    return new CarbonDay(
        problem.toString(), csv, Scope.LIFE_CYCLE, 3600, 0.1, "least-finish", System::nanoTime);
  }

  /** An hourly recording of the day and an hour before and after it. */
  private Path csv(String name, IntUnaryOperator gramsByHour) throws IOException {
    StringBuilder text = new StringBuilder("timestamp,carbon_intensity_lifecycle_gco2eq_per_kwh\n");
    Instant midnight = Instant.parse("2022-07-15T00:00:00Z");
    for (int h = -1; h <= 24; h++) {
      int hour = Math.max(0, Math.min(23, h));
      text.append(midnight.plusSeconds(3600L * h))
          .append(',')
          .append(gramsByHour.applyAsInt(hour))
          .append('\n');
    }
    Path file = folder.resolve(name + ".csv");
    Files.writeString(file, text);
    return file;
  }
}
