package io.millrace.planner.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.millrace.planner.carbon.feed.StubServer;
import io.millrace.planner.replan.Measurements;
import io.millrace.planner.replan.ServiceKey;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.StageId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a real server understands the questions. */
class PrometheusIT {

  private static final Path BINARY = Path.of("/usr/bin/prometheus");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Two devices; the busy time of the emulated one is four times what it works. */
  private static String page(int scrape) {
    return String.format(
        Locale.ROOT,
        """
        # TYPE millrace_stage_compute_seconds_total counter
        millrace_stage_compute_seconds_total{pipeline="text",stage="find",device="a",emulated="false"} %f
        millrace_stage_compute_seconds_total{pipeline="text",stage="find",device="b",emulated="true"} %f
        # TYPE millrace_stage_service_seconds histogram
        millrace_stage_service_seconds_bucket{pipeline="text",stage="find",device="a",emulated="false",le="+Inf"} %d
        millrace_stage_service_seconds_sum{pipeline="text",stage="find",device="a",emulated="false"} %f
        millrace_stage_service_seconds_count{pipeline="text",stage="find",device="a",emulated="false"} %d
        millrace_stage_service_seconds_bucket{pipeline="text",stage="find",device="b",emulated="true",le="+Inf"} %d
        millrace_stage_service_seconds_sum{pipeline="text",stage="find",device="b",emulated="true"} %f
        millrace_stage_service_seconds_count{pipeline="text",stage="find",device="b",emulated="true"} %d
        # TYPE millrace_stage_answered_frames_total counter
        millrace_stage_answered_frames_total{pipeline="text",stage="find",device="a",emulated="false"} %d
        millrace_stage_answered_frames_total{pipeline="text",stage="find",device="b",emulated="true"} %d
        # TYPE millrace_stage_backlog_frames gauge
        millrace_stage_backlog_frames{pipeline="text",stage="find",device="a",emulated="false"} 3
        millrace_stage_backlog_frames{pipeline="text",stage="find",device="b",emulated="true"} 4
        """,
        0.02 * 10 * scrape,
        0.05 * 4 * scrape,
        10 * scrape,
        0.02 * 10 * scrape,
        10 * scrape,
        4 * scrape,
        0.2 * 4 * scrape,
        4 * scrape,
        10 * scrape,
        4 * scrape);
  }

  @Test
  void shouldUnderstandARealServer(@TempDir Path folder) throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(BINARY), BINARY + " is missing");
    // Given
    AtomicInteger scrapes = new AtomicInteger();
    try (StubServer worker =
        new StubServer(
            exchange -> {
              exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
              byte[] page = page(scrapes.incrementAndGet()).getBytes(StandardCharsets.UTF_8);
              exchange.sendResponseHeaders(200, page.length);
              exchange.getResponseBody().write(page);
            })) {
      URI address = URI.create("http://127.0.0.1:" + freePort());
      Process server = start(folder, worker, address);
      try {
        Prometheus prometheus =
            new Prometheus(address, Duration.ofSeconds(20), Duration.ofSeconds(20));

        // When
        Measurements read =
            await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptionsMatching(MetricsException.class::isInstance)
                .until(prometheus::read, each -> each.seconds().size() == 2);

        // Then
        PipelineId text = PipelineId.of("text");
        StageId find = StageId.of("find");
        assertThat(read.seconds().get(new ServiceKey(text, find, DeviceId.of("a"))))
            .isCloseTo(0.02, within(0.001));
        assertThat(read.seconds().get(new ServiceKey(text, find, DeviceId.of("b"))))
            .isCloseTo(0.05, within(0.001));
        assertThat(read.framesPerSecond().get(new Measurements.Stage(text, find))).isPositive();
        assertThat(read.waiting()).containsEntry(text, 7L);
      } finally {
        server.destroy();
        if (!server.waitFor(20, TimeUnit.SECONDS)) {
          server.destroyForcibly();
        }
      }
    }
  }

  private static Process start(Path folder, StubServer worker, URI address) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            """
            global: {scrape_interval: 1s, scrape_timeout: 1s}
            scrape_configs:
              - job_name: millrace
                static_configs: [{targets: ['%s']}]
            """
                .formatted(worker.address().getAuthority()));
    return new ProcessBuilder(
            BINARY.toString(),
            "--config.file=" + config,
            "--storage.tsdb.path=" + folder.resolve("data"),
            "--web.listen-address=" + address.getAuthority())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("prometheus.log").toFile())
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
