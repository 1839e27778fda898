package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.topics.metric.Metric;
import io.millrace.topics.metric.Metrics;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus watches a running demo whose devices are too slow for its cameras: everything
 * that dashboards and rules ask gets an answer, and the alert for stale frames fires.
 */
class WatchedDemoIT {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
  private static final String STALE = "MillraceFramesStale";

  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  @TempDir Path folder;
  private int prometheus;

  @Test
  void shouldAnswerEveryExpressionAndAlertWhenDevicesAreTooSlow() throws Exception {
    assumeTrue(Programs.find("prometheus").isPresent(), "prometheus is not installed");
    assumeTrue(Files.isDirectory(Dashboards.FOLDER), "grafana/ is not beside this module");

    // Given
    int page = freePort();
    prometheus = freePort();
    Path config = folder.resolve("watched.yaml");
    try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("watched.yaml"))) {
      Files.copy(in, config);
    }
    Thread demo =
        new Thread(
            () -> Millrace.run("demo", "--config", config.toString(), "--port", "" + page), "demo");
    Process watcher = startPrometheus(page);
    try {
      demo.start();

      // Then: frames go stale, and people are told
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> firing().contains(STALE));
      assertThat(get(page, "/readyz")).isEqualTo("ready\n");

      // Then: every expression has an answer
      Map<String, String> rightlyEmpty = Dashboards.reasons("rightly-empty.txt");
      List<Dashboards.Expression> all =
          Stream.concat(Dashboards.shown().stream(), Dashboards.rules().stream()).toList();
      assertThat(all).extracting(Dashboards.Expression::where).containsAll(rightlyEmpty.keySet());
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(3))
          .untilAsserted(() -> assertThat(unanswered(all, rightlyEmpty.keySet())).isEmpty());

      // Then: nothing is published that nobody owns
      Set<String> owned = Metrics.all().stream().map(Metric::name).collect(Collectors.toSet());
      assertThat(TYPE.matcher(get(page, "/metrics")).results().map(type -> type.group(1)))
          .isNotEmpty()
          .allMatch(name -> owned.contains(name) || Metrics.owner(name).isPresent());
    } finally {
      watcher.destroy();
      watcher.waitFor(30, TimeUnit.SECONDS);
      demo.interrupt();
      demo.join(PATIENCE.toMillis());
    }
  }

  private Process startPrometheus(int page) throws IOException {
    Path rules = Dashboards.FOLDER.toAbsolutePath().normalize().resolve("rules");
    Path config = folder.resolve("prometheus.yaml");
    Files.writeString(
        config,
        """
        global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
        rule_files: ["%s/recording.yaml", "%s/alerts.yaml"]
        scrape_configs:
          - job_name: millrace
            static_configs: [{targets: ["127.0.0.1:%d"]}]
        """
            .formatted(rules, rules, page));
    return new ProcessBuilder(
            "prometheus",
            "--config.file=" + config,
            "--storage.tsdb.path=" + folder.resolve("prometheus"),
            "--web.listen-address=127.0.0.1:" + prometheus,
            "--enable-feature=exemplar-storage",
            "--log.level=error")
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("prometheus.log").toFile())
        .start();
  }

  private List<String> firing() {
    List<String> names = new ArrayList<>();
    for (JsonNode alert : ask("/api/v1/alerts").at("/data/alerts")) {
      if (alert.get("state").asText().equals("firing")) {
        names.add(alert.at("/labels/alertname").asText());
      }
    }
    return names;
  }

  private List<String> unanswered(List<Dashboards.Expression> all, Set<String> mayBeEmpty) {
    List<String> missing = new ArrayList<>();
    for (Dashboards.Expression expression : all) {
      JsonNode answer =
          ask(
              "/api/v1/query?query="
                  + URLEncoder.encode(expression.query(), StandardCharsets.UTF_8));
      if (!answer.path("status").asText().equals("success")) {
        missing.add(expression.where() + ": " + answer.path("error").asText());
      } else if (!hasData(answer) && !mayBeEmpty.contains(expression.where())) {
        missing.add(expression.where() + " is empty: " + expression.query());
      }
    }
    return missing;
  }

  private static boolean hasData(JsonNode answer) {
    for (JsonNode sample : answer.at("/data/result")) {
      if (!sample.get("value").get(1).asText().equals("NaN")) {
        return true;
      }
    }
    return false;
  }

  private JsonNode ask(String path) {
    try {
      return json.readTree(get(prometheus, path));
    } catch (IOException e) {
      // It is still starting.
      return json.createObjectNode();
    }
  }

  private String get(int port, String path) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
