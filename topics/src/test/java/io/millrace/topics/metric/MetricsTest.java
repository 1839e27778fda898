package io.millrace.topics.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {

  @Test
  void shouldListEveryMetricOnce() throws IllegalAccessException {
    List<Metric> declared = new ArrayList<>();
    for (Field field : Metrics.class.getDeclaredFields()) {
      if (field.getType() == Metric.class && Modifier.isPublic(field.getModifiers())) {
        declared.add((Metric) field.get(null));
      }
    }

    assertThat(Metrics.all()).containsExactlyInAnyOrderElementsOf(declared);
    assertThat(Metrics.all()).extracting(Metric::name).doesNotHaveDuplicates();
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
  }
}
