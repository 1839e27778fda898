package io.millrace.planner.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.planner.carbon.feed.StubServer;
import io.millrace.planner.metrics.MetricsException.Reason;
import io.millrace.planner.replan.Measurements;
import io.millrace.planner.replan.ServiceKey;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.StageId;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PrometheusTest {

  private static final Duration WINDOW = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final PipelineId TEXT = PipelineId.of("text");
  private static final StageId FIND = StageId.of("find");
  private static final String RATES =
      vector("{'metric':{'pipeline':'text','stage':'find'},'value':[1.5,'7.25']}");

  @Test
  void shouldTellServiceTimesRatesAndFramesThatWait() throws IOException {
    // Given
    try (StubServer server =
        new StubServer(
            exchange -> {
              String query = exchange.getRequestURI().getQuery();
              String answer =
                  query.contains("compute_seconds")
                      ? vector(
                          "{'metric':{'pipeline':'text','stage':'find','device':'pi'},'value':[1.5,'0.125']}",
                          "{'metric':{'pipeline':'text','stage':'find','device':'idle'},'value':[1.5,'NaN']}")
                      : query.contains("backlog")
                          ? vector("{'metric':{'pipeline':'text'},'value':[1.5,'12']}")
                          : RATES;
              StubServer.say(exchange, 200, answer);
            })) {
      // When
      Measurements read = prometheus(server.address()).read();

      // Then: a device that did nothing has no time per frame, rather than none at all.
      assertThat(read)
          .isEqualTo(
              new Measurements(
                  Map.of(new ServiceKey(TEXT, FIND, DeviceId.of("pi")), 0.125),
                  Map.of(new Measurements.Stage(TEXT, FIND), 7.25),
                  Map.of(TEXT, 12L),
                  WINDOW,
                  ""));
      assertThat(server.asked())
          .extracting(asked -> URLDecoder.decode(asked.target(), StandardCharsets.UTF_8))
          .allMatch(target -> target.startsWith("/prom/api/v1/query?query=sum by (pipeline"))
          // Work, not busy time: an emulated device's waiting would mislead the plan.
          .noneMatch(target -> target.contains("service_seconds_sum"));
    }
  }

  @Test
  void shouldCallFiguresStaleWhenTheWindowHoldsNone() throws IOException {
    fails(200, vector(), Reason.STALE, "no figures", "last 30 s", "--prometheus-window");
  }

  @Test
  void shouldRepeatWhyTheServerRefuses() throws IOException {
    fails(
        400,
        "{'status':'error','errorType':'bad_data','error':'unknown function'}",
        Reason.REFUSED,
        "/api/v1/query",
        "HTTP 400",
        "bad_data: unknown function");
  }

  @Test
  void shouldNameWhatIsWrongWithAnAnswer() throws IOException {
    for (String[] each :
        List.of(
            new String[] {"<html>sign in</html>", "without the JSON", "sign in"},
            new String[] {"[]", "without the JSON", "[]"},
            new String[] {
              "{'status':'success','data':{'resultType':'matrix','result':[]}}",
              "$.data.resultType",
              "matrix"
            },
            new String[] {
              "{'status':'success','data':{'resultType':'vector'}}", "$.data.result", "missing"
            },
            new String[] {vector("{'metric':{},'value':[1,2]}"), "$.data.result[0].value", "[1,2]"},
            new String[] {
              vector("{'metric':{'pipeline':'text','stage':'find'},'value':[1,'many']}"),
              "$.data.result[0].value[1]",
              "many"
            },
            new String[] {
              vector("{'metric':{'pipeline':7},'value':[1,'2']}"),
              "$.data.result[0].metric.pipeline",
              "7"
            },
            new String[] {
              vector("{'metric':{'pipeline':'text'},'value':[1,'2']}"),
              "no label 'stage'",
              "[pipeline]"
            },
            new String[] {
              vector("{'metric':{'pipeline':'a b','stage':'find'},'value':[1,'2']}"),
              "label pipeline is 'a b'",
              "relabelling"
            })) {
      fails(200, each[0], Reason.UNREADABLE, each[1], each[2]);
    }
  }

  @Test
  void shouldNotWaitLongerThanItsTimeout() throws IOException {
    CountDownLatch over = new CountDownLatch(1);
    try (StubServer server = new StubServer(exchange -> await(over))) {
      assertThatExceptionOfType(MetricsException.class)
          .isThrownBy(() -> new Prometheus(server.address(), WINDOW, Duration.ofMillis(200)).read())
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE))
          .withMessageContaining("/api/v1/query: no answer within 200 ms");
      over.countDown();
    }
  }

  @Test
  void shouldSayWhereNobodyAnswers() throws IOException {
    URI gone;
    try (StubServer server = StubServer.always(200, "")) {
      gone = server.address();
    }
    assertThatExceptionOfType(MetricsException.class)
        .isThrownBy(() -> prometheus(gone).read())
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE))
        .withMessageContaining(gone.toString())
        .withMessageContaining("--prometheus");
  }

  private static void fails(int status, String body, Reason reason, String... said)
      throws IOException {
    try (StubServer server = StubServer.always(status, body)) {
      assertThatExceptionOfType(MetricsException.class)
          .isThrownBy(() -> prometheus(server.address()).read())
          .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
          .satisfies(e -> assertThat(e.getMessage()).contains(said))
          .withMessageContaining("Maybe ");
    }
  }

  private static void await(CountDownLatch over) {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Prometheus prometheus(URI address) {
    return new Prometheus(URI.create(address + "/prom/"), WINDOW, PATIENCE);
  }

  private static String vector(String... samples) {
    return "{'status':'success','data':{'resultType':'vector','result':[%s]}}"
        .formatted(String.join(",", samples));
  }
}
