package io.millrace.dispatcher.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.topics.codec.Json;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.FrameRef;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebServerTest {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final CameraId GATE = CameraId.of("gate");

  private static Vertx vertx;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
  private final FakeDispatcher dispatcher = new FakeDispatcher(clock, 7);
  private WebServer server;

  @BeforeAll
  static void openVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void closeVertx() {
    vertx.close().await();
  }

  @BeforeEach
  void start() {
    server = start(dispatcher.parts());
    dispatcher.follow(server::publish);
    dispatcher.begin("gate", "gate:", CameraPhase.STREAMING, "");
  }

  @AfterEach
  void stop() {
    server.close().await();
  }

  private static WebServer start(WebParts parts) {
    return WebServer.start(vertx, new WebSettings(WebSettings.DEFAULT_HOST, 0), parts).await();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String body, String... headers) throws Exception {
    HttpRequest.Builder request = request("/api/cameras").POST(BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> postJson(String body) throws Exception {
    return post(body, "content-type", "application/json");
  }

  private static JsonNode json(HttpResponse<String> response) {
    return json(response.body());
  }

  private static JsonNode json(String body) {
    return Json.read(body.getBytes(StandardCharsets.UTF_8), JsonNode.class, "answer");
  }

  private static void assertError(HttpResponse<String> response, int status, String what) {
    assertThat(response.statusCode()).isEqualTo(status);
    JsonNode error = json(response).get("error");
    assertThat(error.get("what").asText()).contains(what);
    assertThat(error.get("where").asText()).isNotEmpty();
    assertThat(error.get("todo").asText()).isNotEmpty();
  }

  @Test
  void shouldListenOnThisMachineAlone() {
    assertThat(WebSettings.standard()).isEqualTo(new WebSettings("127.0.0.1", 8080));
    assertThat(server.address()).isEqualTo("http://localhost:" + server.port() + "/");
  }

  @Test
  void shouldServeThePageAndAllThatItRefersTo() throws Exception {
    // Given
    HttpResponse<String> page = get("/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
    Pattern reference = Pattern.compile("(?:src|href)=\"([^\"#.][^\"]*)\"|from \"\\./([^\"]+)\"");

    // When
    Matcher inPage = reference.matcher(page.body());
    int followed = 0;
    while (inPage.find()) {
      HttpResponse<String> part = get("/" + inPage.group(1));
      Matcher inPart = reference.matcher(part.body());
      // Then
      assertThat(part.statusCode()).as(inPage.group(1)).isEqualTo(200);
      while (inPage.group(1).equals("main.js") && inPart.find()) {
        followed++;
        assertThat(get("/" + inPart.group(2)).statusCode()).as(inPart.group(2)).isEqualTo(200);
      }
    }
    assertThat(followed).isGreaterThan(4);
  }

  @Test
  void shouldLetThePageLoadNothingFromElsewhere() throws Exception {
    // When
    HttpResponse<String> page = get("/");

    // Then
    assertThat(page.headers().firstValue("content-security-policy").orElse(""))
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(page.headers().firstValue("x-content-type-options")).contains("nosniff");
    assertThat(page.body())
        .doesNotContainPattern("(?:src|href)=\"(?:https?:)?//")
        .doesNotContain("style=", "onclick=");
  }

  @Test
  void shouldSendAFileAgainOnlyWhenItChanged() throws Exception {
    // Given
    String tag = get("/style.css").headers().firstValue("etag").orElseThrow();

    // When
    HttpResponse<String> again =
        http.send(
            request("/style.css").header("if-none-match", tag).build(), BodyHandlers.ofString());

    // Then
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void shouldSendFilesZippedToThoseWhoTakeIt() throws Exception {
    // Given
    String plain = get("/webjars/chart.js/chart.umd.js").body();

    // When
    HttpResponse<byte[]> zipped =
        http.send(
            request("/webjars/chart.js/chart.umd.js").header("accept-encoding", "gzip, br").build(),
            BodyHandlers.ofByteArray());

    // Then
    assertThat(zipped.headers().firstValue("content-encoding")).contains("gzip");
    assertThat(zipped.body().length).isLessThan(plain.length() / 2);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(plain);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../web/WebServer.class",
        "/..%2f..%2fweb%2fWebServer.class",
        "/webjars/chart.js/../../../../../io/millrace/dispatcher/web/WebServer.class",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
        "/webjars/",
        "/package-info.class"
      })
  void shouldServeNothingButThePagesFiles(String target) throws Exception {
    // When
    try (RawHttp raw = new RawHttp(server.port())) {
      raw.get(target, "127.0.0.1:" + server.port());
      String answer = raw.readAll();

      // Then
      assertThat(answer).matches("(?s)HTTP/1.1 40[04] .*").contains("\"error\"");
    }
  }

  @Test
  void shouldTellTheStateOfEverything() throws Exception {
    // Given
    for (int i = 0; i < 12; i++) {
      dispatcher.step();
    }

    // When
    JsonNode status = json(get("/api/status"));

    // Then: of 12 pictures one was sampled away and the last one is under way
    JsonNode account = status.get("account");
    assertThat(account.get("framesIn").asInt()).isEqualTo(12);
    assertThat(account.get("dropped").asInt()).isEqualTo(1);
    assertThat(account.get("results").asInt() + account.get("inFlight").asInt()).isEqualTo(11);
    assertThat(account.get("drops").get(0).get("reason").asText()).isEqualTo("sampled");
    assertThat(account.get("accounted").isBoolean()).isTrue();
    assertThat(status.at("/accuracy/share").isNumber()).isTrue();
    assertThat(status.at("/cameras/0/state").asText()).isEqualTo("streaming");
    assertThat(status.at("/stages/0/instances/0/device").asText()).isEqualTo("edge-a");
    assertThat(json(get("/api/pipeline")).get("name").asText()).isEqualTo("text");
    assertThat(json(get("/api/cameras")).at("/0/id").asText()).isEqualTo("gate");
  }

  @Test
  void shouldAddAndRemoveCameras() throws Exception {
    // When
    HttpResponse<String> added =
        postJson("{\"id\": \"yard\", \"address\": \"gate:\", \"pace\": \"5/s\"}");
    HttpResponse<String> removed =
        http.send(request("/api/cameras/yard").DELETE().build(), BodyHandlers.ofString());

    // Then
    assertThat(added.statusCode()).isEqualTo(201);
    assertThat(added.headers().firstValue("location")).contains("/api/cameras/yard");
    assertThat(json(added).get("id").asText()).isEqualTo("yard");
    assertThat(removed.statusCode()).isEqualTo(204);
    assertThat(json(get("/api/cameras"))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"id\": \"gate\", \"address\": \"gate:\"}         | 409 | runs already",
        "{\"id\": \"yard\", \"address\": \"nonsense:\"}     | 400 | No camera can be opened",
        "{\"id\": \"a/b\", \"address\": \"gate:\"}          | 400 | camera name 'a/b'",
        "{\"id\": \"yard\", \"address\": \" \"}             | 400 | address must not be blank",
        "{\"id\": \"yard\", \"address\": 7}                 | 400 | 'address' must be text",
        "{\"id\": \"yard\", \"adress\": \"gate:\"}          | 400 | Nobody reads the field 'adress'",
        "{\"id\":                                           | 400 | decode",
        "[]                                                 | 400 | ",
        "''                                                 | 400 | empty"
      })
  void shouldSayWhatIsWrongWithACamera(String body, int status, String what) throws Exception {
    // When
    HttpResponse<String> refused = postJson(body);

    // Then
    assertError(refused, status, what == null ? "" : what);
    assertThat(json(get("/api/cameras"))).hasSize(1);
  }

  @Test
  void shouldRefuseBodiesThatAreTooLargeOrOfAnotherType() throws Exception {
    // Given
    String camera = "{\"id\": \"yard\", \"address\": \"gate:\"}";
    String padded = camera + " ".repeat(CameraRoutes.MOST_BODY_BYTES);

    // When, Then
    assertError(postJson(padded), 413, "larger than 16384 bytes");
    assertError(post(camera, "content-type", "text/plain"), 415, "application/json");
    assertError(post(camera), 415, "application/json");
  }

  @Test
  void shouldSayThatThereIsNoSuchCamera() throws Exception {
    // When
    HttpResponse<String> removed =
        http.send(request("/api/cameras/none").DELETE().build(), BodyHandlers.ofString());

    // Then
    assertError(removed, 404, "no camera 'none'");
    assertError(get("/api/cameras/none/latest"), 404, "no result of camera 'none'");
    assertError(get("/api/cameras/none/picture"), 404, "no such picture");
    assertError(get("/api/cameras/%20/latest"), 400, "camera name ' '");
  }

  @Test
  void shouldGiveThePictureOfAFrame() throws Exception {
    // Given
    FrameRef first = new FrameRef(GATE, 1, 0, NOON);
    FrameRef second = new FrameRef(GATE, 1, 1, NOON);
    dispatcher.answer(first, new byte[] {1, 1}, List.of());
    dispatcher.answer(second, new byte[] {2, 2}, List.of());

    // When
    HttpResponse<byte[]> picture =
        http.send(
            request("/api/cameras/gate/picture?run=1&sequence=0").build(),
            BodyHandlers.ofByteArray());
    HttpResponse<byte[]> latest =
        http.send(request("/api/cameras/gate/picture").build(), BodyHandlers.ofByteArray());

    // Then
    assertThat(picture.body()).containsExactly(1, 1);
    assertThat(picture.headers().firstValue("content-type")).contains("image/jpeg");
    assertThat(picture.headers().firstValue("cache-control").orElse("")).contains("immutable");
    assertThat(latest.body()).containsExactly(2, 2);
    assertThat(latest.headers().firstValue("millrace-sequence")).contains("1");
    assertThat(latest.headers().firstValue("cache-control")).contains("no-store");
    assertError(get("/api/cameras/gate/picture?run=1&sequence=9"), 404, "no such picture");
    assertError(get("/api/cameras/gate/picture?run=1"), 400, "must both be whole numbers");
    assertError(get("/api/cameras/gate/picture?run=1&sequence=x"), 400, "(were 1 and x)");
  }

  @Test
  void shouldGiveTheLatestResults() throws Exception {
    // Given
    dispatcher.answer(new FrameRef(GATE, 1, 0, NOON), new byte[] {1}, List.of());
    dispatcher.answer(new FrameRef(GATE, 1, 1, NOON), new byte[] {1}, List.of());

    // When
    JsonNode latest = json(get("/api/cameras/gate/latest"));
    JsonNode all = json(get("/api/results/latest"));

    // Then
    assertThat(latest.at("/frame/sequence").asInt()).isEqualTo(1);
    assertThat(latest.get("late").asBoolean()).isFalse();
    assertThat(latest.get("pipeline").asText()).isEqualTo("text");
    assertThat(all).containsExactly(latest);
  }

  @Test
  void shouldRefuseWhatAPageOfAnotherSiteAsks() throws Exception {
    // Given
    String camera = "{\"id\": \"yard\", \"address\": \"gate:\"}";
    String own = "http://127.0.0.1:" + server.port();

    // When
    HttpResponse<String> foreign =
        post(camera, "content-type", "application/json", "origin", "https://evil.example");
    HttpResponse<String> sandboxed =
        post(camera, "content-type", "application/json", "origin", "null");
    HttpResponse<String> ours = post(camera, "content-type", "application/json", "origin", own);

    // Then
    assertError(foreign, 403, "'https://evil.example' may not do this");
    assertError(sandboxed, 403, "may not do this");
    assertThat(ours.statusCode()).isEqualTo(201);
  }

  @Test
  void shouldNotAnswerToAForeignNameThatPointsHere() throws Exception {
    // When
    try (RawHttp raw = new RawHttp(server.port())) {
      raw.get("/api/status", "rebound.example:" + server.port());
      String answer = raw.readAll();

      // Then
      assertThat(answer).startsWith("HTTP/1.1 421").contains("rebound.example");
    }
  }

  @Test
  void shouldAnswerErrorsAsJsonEverywhere() throws Exception {
    // When
    HttpResponse<String> put =
        http.send(
            request("/api/status").PUT(BodyPublishers.noBody()).build(), BodyHandlers.ofString());

    // Then
    assertError(get("/nothing"), 404, "nothing at this address");
    assertError(put, 405, "PUT");
    assertError(get("/api/results/socket"), 426, "WebSocket only");
    assertError(get("/api/results/stream?camera=a%20b"), 400, "camera name 'a b'");
  }

  @Test
  void shouldAnswerMachines() throws Exception {
    assertThat(get("/livez").body()).isEqualTo("live\n");
    assertThat(get("/readyz").body()).isEqualTo("ready\n");
    assertThat(get("/metrics").body()).isEqualTo("millrace_up 1\n");
    assertThat(get("/metrics").headers().firstValue("content-type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
  }

  @Test
  void shouldTellFailuresWithoutTheirInside() throws Exception {
    // Given
    server.close().await();
    WebParts parts = dispatcher.parts();
    server =
        start(
            new WebParts(
                parts.cameras(),
                parts.plan(),
                parts.pictures(),
                () -> {
                  throw new IllegalStateException("secret");
                },
                type -> {
                  throw new IllegalStateException("secret");
                },
                () -> Readiness.waitingFor("The broker does not answer yet.")));

    // When, Then
    for (String path : List.of("/api/status", "/metrics")) {
      HttpResponse<String> failed = get(path);
      assertError(failed, 500, "failed on this request");
      assertThat(failed.body()).doesNotContain("secret");
    }
    assertError(get("/readyz"), 503, "The broker does not answer yet.");
    assertThat(get("/livez").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldSayWhichPortIsInUse() throws IOException {
    // Given
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      WebSettings settings = new WebSettings("127.0.0.1", taken.getLocalPort());

      // When, Then
      assertThatThrownBy(() -> WebServer.start(vertx, settings, dispatcher.parts()).await())
          .isInstanceOfSatisfying(
              WebException.class,
              failure -> assertThat(failure.reason()).isEqualTo(WebException.Reason.PORT_IN_USE))
          .hasMessageContaining(
              "Port " + taken.getLocalPort() + " of 127.0.0.1 is in use by another program")
          .hasMessageContaining("choose another port");
    }
  }

  @Test
  void shouldSayThatThisMachineHasNoSuchAddress() {
    // Given: an address kept for documentation
    WebSettings settings = new WebSettings("192.0.2.1", 0);

    // When, Then
    assertThatThrownBy(() -> WebServer.start(vertx, settings, dispatcher.parts()).await())
        .isInstanceOfSatisfying(
            WebException.class,
            failure -> assertThat(failure.reason()).isEqualTo(WebException.Reason.ADDRESS))
        .hasMessageContaining("192.0.2.1");
  }
}
