package io.millrace.topics.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {

  private static final Path FOLDER = Path.of("../docs/reference");
  private static final Path PAGE = FOLDER.resolve("metrics.md");

  @Test
  void shouldListEveryMetricOnce() throws IllegalAccessException {
    List<Metric> declared = new ArrayList<>();
    for (Field field : Metrics.class.getDeclaredFields()) {
      if (field.getType() == Metric.class && Modifier.isPublic(field.getModifiers())) {
        declared.add((Metric) field.get(null));
      }
    }

    assertThat(Metrics.all()).containsExactlyElementsOf(declared);
    assertThat(Metrics.all()).extracting(Metric::name).doesNotHaveDuplicates();
  }

  @Test
  void shouldTellOfEveryDeviceWhetherItIsEmulated() {
    assertThat(Metrics.all())
        .filteredOn(metric -> metric.labels().contains(Metrics.DEVICE))
        .isNotEmpty()
        .allMatch(metric -> metric.labels().contains(Metrics.EMULATED));
  }

  @Test
  void shouldRefuseNamesAgainstPrometheusHabits() {
    assertThatThrownBy(
            () ->
                new Metric("millrace_frames", Metric.Kind.COUNTER, "frames", List.of(), "Frames."))
        .hasMessageContaining("must end in _total");
    assertThatThrownBy(
            () -> new Metric("frames_total", Metric.Kind.COUNTER, "frames", List.of(), "Frames."))
        .hasMessageContaining("must begin with millrace_");
    assertThatThrownBy(
            () ->
                new Metric("millrace_batch", Metric.Kind.HISTOGRAM, "frames", List.of(), "Frames."))
        .hasMessageContaining("must end in _frames");
  }

  /**
   * To make the page anew: {@code mvn -pl topics test -Dtest=MetricsTest -Dmillrace.write=true}.
   */
  @Test
  void shouldFindTheReferenceUpToDate() throws IOException {
    assumeTrue(Files.isDirectory(FOLDER), "docs/reference is not beside this module");
    if (Boolean.getBoolean("millrace.write")) {
      Files.writeString(PAGE, MetricsPage.markdown());
    }

    assertThat(PAGE).hasContent(MetricsPage.markdown());
  }
}
