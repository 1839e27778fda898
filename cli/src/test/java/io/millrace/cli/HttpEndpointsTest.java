package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.dispatcher.web.Readiness;
import io.millrace.dispatcher.web.WebSettings;
import io.millrace.topics.metric.MetricRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpEndpointsTest {

  private static final WebSettings ANYWHERE = new WebSettings(WebSettings.DEFAULT_HOST, 0);

  private final MetricRegistry registry = MetricRegistry.ofProcess();
  private final AtomicReference<Readiness> ready =
      new AtomicReference<>(Readiness.waitingFor("Instances are missing."));
  private final HttpEndpoints http = new HttpEndpoints(ANYWHERE, registry, ready::get);

  @AfterEach
  void close() {
    http.close();
    registry.close();
  }

  @Test
  void shouldSayWhatIsMissingUntilNothingIs() throws Exception {
    assertThat(get("/readyz", "*/*").statusCode()).isEqualTo(503);
    assertThat(get("/readyz", "*/*").body()).isEqualTo("Instances are missing.\n");
    assertThat(get("/livez", "*/*").statusCode()).isEqualTo(200);

    ready.set(Readiness.READY);

    assertThat(get("/readyz", "*/*").body()).isEqualTo("ready\n");
    assertThat(get("/nothing", "*/*").statusCode()).isEqualTo(404);
  }

  @Test
  void shouldShowFiguresInTheFormatThatIsAskedFor() throws Exception {
    HttpResponse<String> text = get("/metrics", "*/*");
    HttpResponse<String> open =
        get("/metrics", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");

    assertThat(text.headers().firstValue("content-type")).contains(MetricRegistry.TEXT);
    assertThat(open.headers().firstValue("content-type")).contains(MetricRegistry.OPEN_METRICS);
    assertThat(text.body()).contains("jvm_memory_used_bytes").doesNotContain("# EOF");
    assertThat(open.body()).contains("jvm_memory_used_bytes").endsWith("# EOF\n");
  }

  @Test
  void shouldSayThatAPortIsTaken() {
    WebSettings taken = new WebSettings(WebSettings.DEFAULT_HOST, http.port());

    assertThatThrownBy(() -> new HttpEndpoints(taken, registry, ready::get))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Port " + http.port())
        .hasMessageContaining("Maybe another process has it");
  }

  private HttpResponse<String> get(String path, String accept) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + path))
                .header("accept", accept)
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
