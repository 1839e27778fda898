package io.millrace.dispatcher.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.dispatcher.board.Told;
import io.millrace.dispatcher.results.Released;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.DecisionSpec;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.Find;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.Result;
import io.millrace.topics.record.StageId;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResultStreamTest {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> got = new CopyOnWriteArrayList<>();
  private Vertx vertx;
  private WebServer server;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    FakeDispatcher dispatcher = new FakeDispatcher(Clock.fixed(NOON, ZoneOffset.UTC), 7);
    server =
        WebServer.start(vertx, new WebSettings(WebSettings.DEFAULT_HOST, 0), dispatcher.parts())
            .await();
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private static Released result(String camera, long sequence, int finds) {
    Find find =
        new Find(
            List.of(List.of(0.0, 0.0), List.of(9.0, 0.0), List.of(9.0, 9.0), List.of(0.0, 9.0)),
            "text",
            0.9,
            "KA 123 BC",
            0.9);
    return new Released(
        new Result(
            FakeDispatcher.TEXT.name(),
            1,
            new FrameRef(CameraId.of(camera), 1, sequence, NOON),
            640,
            480,
            NOON,
            StageId.of("read"),
            DeviceId.of("here"),
            Collections.nCopies(finds, find),
            ""),
        false,
        0);
  }

  /** Follows the results in the background; the first line that comes says that it works. */
  private CompletableFuture<Void> follow(String query) {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.port() + "/api/results/stream" + query))
            .build();
    CompletableFuture<Void> following =
        http.sendAsync(request, BodyHandlers.ofLines())
            .thenAccept(response -> readLines(response.body()));
    await().until(() -> !got.isEmpty());
    return following;
  }

  private void readLines(Stream<String> lines) {
    lines.filter(line -> !line.isEmpty()).forEach(got::add);
  }

  private WebSocket open(String query, String... headers) {
    WebSocket.Builder builder = http.newWebSocketBuilder();
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    return builder
        .buildAsync(
            URI.create("ws://127.0.0.1:" + server.port() + "/api/results/socket" + query),
            new WebSocket.Listener() {
              private final StringBuilder text = new StringBuilder();

              @Override
              public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
                text.append(part);
                if (last) {
                  got.add(text.toString());
                  text.setLength(0);
                }
                socket.request(1);
                return CompletableFuture.completedStage(null);
              }
            })
        .join();
  }

  @Test
  void shouldSendResultsAsEvents() {
    // Given
    CompletableFuture<Void> following = follow("");

    // When
    server.publish(result("gate", 4, 1));

    // Then
    await().until(() -> got.size() >= 5);
    assertThat(got.subList(2, 4)).containsExactly("event: result", "id: gate/1/4");
    assertThat(got.get(4))
        .startsWith("data: {")
        .contains("\"sequence\":4", "\"text\":\"KA 123 BC\"", "\"late\":false");
    server.close().await();
    following.exceptionally(closed -> null).join();
  }

  @Test
  void shouldSendDecisionsToThoseWhoFollowAllCameras() {
    // Given
    CompletableFuture<Void> following = follow("");
    WebSocket socket = open("");

    // When
    await()
        .until(
            () -> {
              server.publish(Told.decision(NOON, DecisionSpec.Kind.ADOPTED, 4, 12, 11));
              return got.stream().anyMatch(line -> line.startsWith("{\"decision\":{"));
            });

    // Then
    await().until(() -> got.contains("event: decision"));
    assertThat(got)
        .filteredOn(line -> line.startsWith("data: "))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).contains("\"kind\":\"ADOPTED\"", "\"epoch\":4"));
    socket.abort();
    server.close().await();
    following.exceptionally(closed -> null).join();
  }

  @Test
  void shouldSendNoDecisionsToThoseWhoFollowOneCamera() {
    // Given
    CompletableFuture<Void> following = follow("?camera=yard");

    // When
    server.publish(Told.decision(NOON, DecisionSpec.Kind.ADOPTED, 4, 12, 11));
    server.publish(result("yard", 1, 0));

    // Then
    await().until(() -> got.contains("id: yard/1/1"));
    assertThat(got).doesNotContain("event: decision");
    server.close().await();
    following.exceptionally(closed -> null).join();
  }

  @Test
  void shouldFollowOneCamera() {
    // Given
    CompletableFuture<Void> following = follow("?camera=yard");

    // When
    server.publish(result("gate", 0, 0));
    server.publish(result("yard", 1, 0));

    // Then
    await().until(() -> got.contains("id: yard/1/1"));
    assertThat(got).noneMatch(line -> line.contains("gate"));
    server.close().await();
    following.exceptionally(closed -> null).join();
  }

  @Test
  void shouldSendResultsOverAWebSocket() {
    // Given
    WebSocket all = open("");
    WebSocket yard = open("?camera=yard");

    // When
    await()
        .until(
            () -> {
              server.publish(result("gate", 1, 30));
              return !got.isEmpty();
            });

    // Then: only the first one follows the gate; the message has more than one frame
    assertThat(got.get(0)).startsWith("{\"pipeline\":\"text\"").endsWith("\"late\":false}");
    all.abort();
    yard.abort();
  }

  @Test
  void shouldRefuseAWebSocketThatAPageOfAnotherSiteOpens() {
    assertThatThrownBy(() -> open("", "origin", "https://evil.example"))
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining("WebSocketHandshakeException");
  }

  @Test
  void shouldNotLetASlowClientHoldUpTheOthers() throws Exception {
    // Given: a client that asked for results and reads none
    try (RawHttp slow = RawHttp.slow(server.port())) {
      slow.get("/api/results/stream", "127.0.0.1:" + server.port());
      slow.readUntil("retry: 1000");
      for (int i = 0; i < 3000; i++) {
        server.publish(result("flood", i, 40));
      }

      // When: another one comes, and each result is published when the one before has reached it
      CompletableFuture<Void> following = follow("?camera=gate");
      for (int i = 0; i < 20; i++) {
        String id = "id: gate/1/" + i;
        server.publish(result("gate", i, 40));
        await().pollInterval(Duration.ofMillis(5)).until(() -> got.contains(id));
      }

      // Then: the slow one is told how many it missed, and goes on with the newest
      String late = slow.readUntil("id: gate/1/19");
      assertThat(late).contains("event: missed\ndata: {\"count\":");
      assertThat(got).noneMatch(line -> line.contains("missed"));
      server.close().await();
      following.exceptionally(closed -> null).join();
    }
  }
}
