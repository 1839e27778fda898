package io.millrace.dispatcher.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.topics.codec.Json;
import io.millrace.topics.record.PlanRequest;
import io.vertx.core.Vertx;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanRoutesTest {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private final HttpClient http = HttpClient.newHttpClient();
  private final FakeDispatcher dispatcher =
      new FakeDispatcher(Clock.fixed(NOON, ZoneOffset.UTC), 7);
  private Vertx vertx;
  private WebServer server;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    server =
        WebServer.start(vertx, new WebSettings(WebSettings.DEFAULT_HOST, 0), dispatcher.parts())
            .await();
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private HttpResponse<String> send(String path, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    if (!body.isEmpty()) {
      request.POST(BodyPublishers.ofString(body));
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> ask(String body) throws Exception {
    return send("/api/plan/requests", body, "content-type", "application/json");
  }

  private JsonNode json(String path) throws Exception {
    HttpResponse<String> response = send(path, "");
    assertThat(response.statusCode()).isEqualTo(200);
    return Json.read(response.body().getBytes(StandardCharsets.UTF_8), JsonNode.class, "answer");
  }

  @Test
  void shouldAnswerBeforeAnyPlannerSpoke() throws Exception {
    assertThat(json("/api/plan").at("/plan/epoch").asInt()).isZero();
    assertThat(json("/api/plan").get("stages")).hasSize(3);
    assertThat(json("/api/devices")).isEmpty();
    assertThat(json("/api/decisions")).isEmpty();
    assertThat(json("/api/carbon")).isEmpty();
  }

  @Test
  void shouldTellThePlanTheDevicesTheDecisionsAndTheCarbon() throws Exception {
    // Given
    dispatcher.planner().begin();

    // When
    JsonNode plan = json("/api/plan");

    // Then
    assertThat(plan.at("/plan/epoch").asInt()).isEqualTo(2);
    assertThat(plan.at("/plan/strategy").asText()).isEqualTo("nudif-shared");
    assertThat(plan.at("/stages/0/limits").asBoolean()).isTrue();
    assertThat(plan.at("/stages/0/cells/1/device").asText()).isEqualTo("edge-b");
    assertThat(json("/api/devices")).isEqualTo(plan.get("devices"));
    assertThat(plan.at("/devices/1/emulated").asBoolean()).isTrue();
    assertThat(plan.at("/devices/1/state").asText()).isEqualTo("alive");
    JsonNode decisions = json("/api/decisions");
    assertThat(decisions).hasSize(2);
    assertThat(decisions.at("/0/epoch").asInt()).isEqualTo(2);
    assertThat(decisions.at("/1/measuredAfter").asDouble()).isEqualTo(15.7);
    assertThat(json("/api/decisions?limit=1")).hasSize(1);
    assertThat(json("/api/carbon").at("/1/zone").asText()).isEqualTo("US-CAL-CISO");
    assertThat(json("/api/carbon").at("/1/day").size()).isGreaterThan(20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "101", "ten", ""})
  void shouldRefuseLimitsThatMakeNoSense(String limit) throws Exception {
    HttpResponse<String> refused = send("/api/decisions?limit=" + limit, "");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("1 to 100");
  }

  @Test
  void shouldHandOnWhatPeopleAsk() throws Exception {
    // When
    HttpResponse<String> asked = ask("{\"kind\": \"ROLL_BACK\", \"epoch\": 3}");

    // Then
    assertThat(asked.statusCode()).isEqualTo(202);
    assertThat(ask("{\"kind\": \"PIN\"}").statusCode()).isEqualTo(202);
    assertThat(dispatcher.planner().asked)
        .containsExactly(
            new PlanRequest(NOON, PlanRequest.Kind.ROLL_BACK, 3),
            new PlanRequest(NOON, PlanRequest.Kind.PIN, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|kind must be one of",
        "{\"kind\": \"STOP\"}|kind must be one of",
        "{\"kind\": 3}|must be text",
        "{\"kind\": \"ROLL_BACK\"}|needs the epoch",
        "{\"kind\": \"ROLL_BACK\", \"epoch\": -2}|0 or more",
        "{\"kind\": \"PIN\", \"force\": true}|Nobody reads the field 'force'",
        "[]|such as"
      })
  void shouldRefuseWhatNobodyCanAsk(String body, String what) throws Exception {
    HttpResponse<String> refused = ask(body);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains(what);
    assertThat(dispatcher.planner().asked).isEmpty();
  }

  @Test
  void shouldLetNoOtherSiteAskAnything() throws Exception {
    // When
    HttpResponse<String> form =
        send("/api/plan/requests", "{\"kind\": \"PIN\"}", "content-type", "text/plain");
    HttpResponse<String> foreign =
        send(
            "/api/plan/requests",
            "{\"kind\": \"PIN\"}",
            "content-type",
            "application/json",
            "origin",
            "https://evil.example");

    // Then
    assertThat(form.statusCode()).isEqualTo(415);
    assertThat(foreign.statusCode()).isEqualTo(403);
    assertThat(dispatcher.planner().asked).isEmpty();
  }

  @Test
  void shouldSayWhenNobodyTakesTheRequest() throws Exception {
    // Given
    dispatcher.planner().leave();

    // When
    HttpResponse<String> refused = ask("{\"kind\": \"PLAN\"}");

    // Then
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).contains("did not take the request");
  }
}
