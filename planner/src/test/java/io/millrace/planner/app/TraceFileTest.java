package io.millrace.planner.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.planner.PlanningException;
import io.millrace.planner.simulate.Trace;
import io.millrace.topics.record.DeviceId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TraceFileTest {

  @Test
  void shouldReadEveryKindOfEvent() {
    Trace trace =
        TraceFile.parse(
            """
            events:
              - {at: 20s, device: a, what: fails}
              - {at: 1m, device: a, what: joins}
              - {at: 0s, device: b, slowdown: 3}
              - {at: 40s, device: b, bandwidth: 0.5}
            """,
            "trace.yaml");

    DeviceId a = DeviceId.of("a");
    DeviceId b = DeviceId.of("b");
    assertThat(trace.events())
        .containsExactly(
            new Trace.Fails(Duration.ofSeconds(20), a),
            new Trace.Joins(Duration.ofMinutes(1), a),
            new Trace.Slows(Duration.ZERO, b, 3),
            new Trace.Bandwidth(Duration.ofSeconds(40), b, 0.5));
  }

  @Test
  void shouldNameTheEventThatSaysTwoThingsOrNothing() {
    assertThatThrownBy(
            () ->
                TraceFile.parse(
                    "events: [{at: 1s, device: a, what: fails, slowdown: 2}]", "trace.yaml"))
        .isInstanceOf(PlanningException.class)
        .hasMessageContaining("trace.yaml: events[0]")
        .hasMessageContaining("were 2");
    assertThatThrownBy(() -> TraceFile.parse("events: [{at: 1s, device: a}]", "trace.yaml"))
        .hasMessageContaining("were 0");
  }

  @Test
  void shouldRefuseAFactorThatIsNotAboveZero() {
    assertThatThrownBy(
            () -> TraceFile.parse("events: [{at: 1s, device: a, slowdown: 0}]", "trace.yaml"))
        .hasMessageContaining("events[0]")
        .hasMessageContaining("slowdown must be a number > 0 (was 0.0)");
  }
}
