package io.millrace.dispatcher.web;

import static io.millrace.dispatcher.board.Told.place;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.testkit.Browser;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.DecisionSpec;
import io.millrace.topics.record.Find;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.PlanRequest;
import io.vertx.core.Vertx;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Opens the page in headless Chromium; pictures of it are left in {@code target/page}. */
class PageIT {

  private static final String TAB = "\uE004";
  private static final String ENTER = "\uE007";

  private static final String RIGHT = "\uE014";

  /** Texts of the planner view that lie over one another, as pairs. */
  private static final String OVERLAPS =
      "const boxes = [];"
          + "const walk = document.createTreeWalker(document.querySelector('#view-planner'), 4);"
          + "while (walk.nextNode()) {"
          + "  const node = walk.currentNode;"
          + "  const hidden = '.unseen, details:not([open]) > ul';"
          + "  if (!node.textContent.trim() || node.parentElement.closest(hidden)) continue;"
          + "  const range = document.createRange(); range.selectNodeContents(node);"
          + "  for (const r of range.getClientRects())"
          + "    if (r.width > 1 && r.height > 1) boxes.push([r, node.textContent]);"
          + "}"
          + "const out = [];"
          + "boxes.forEach(([a, s], i) => boxes.slice(i + 1).forEach(([b, t]) => {"
          + "  if (a.left < b.right - 1 && b.left < a.right - 1"
          + "      && a.top < b.bottom - 4 && b.top < a.bottom - 4) out.push(s + ' | ' + t);"
          + "}));"
          + "return out";

  /** Whether results have reached the page as they came: a tile has changed several times. */
  private static final String FOLLOWS =
      "(window.seen ??= new Set())"
          + ".add(document.querySelector('.tile footer').textContent).size > 3";

  private final Clock clock = Clock.systemUTC();
  private final FakeDispatcher dispatcher = new FakeDispatcher(clock, 7);
  private final ScheduledExecutorService player = Executors.newSingleThreadScheduledExecutor();
  private Vertx vertx;
  private WebServer server;

  @BeforeAll
  static void browserIsThere() {
    assumeTrue(Browser.missing().isEmpty(), () -> Browser.missing().orElse(""));
  }

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    server =
        WebServer.start(vertx, new WebSettings(WebSettings.DEFAULT_HOST, 0), dispatcher.parts())
            .await();
    dispatcher.follow(server::publish);
    dispatcher.planner().follow(server::publish);
  }

  @AfterEach
  void stop() {
    player.shutdownNow();
    vertx.close().await();
  }

  private ScheduledFuture<?> play() {
    return player.scheduleAtFixedRate(dispatcher::step, 0, 125, TimeUnit.MILLISECONDS);
  }

  private static JsonNode awaitTrue(Browser browser, String script) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> browser.run("return " + script), JsonNode::asBoolean);
  }

  @ParameterizedTest
  @CsvSource({"390, 844, light", "390, 844, dark", "1440, 900, light", "1440, 900, dark"})
  void shouldShowBoxesFiguresAndAccount(int width, int height, String scheme) throws Exception {
    // Given
    dispatcher.begin("gate-1", "gate:", CameraPhase.STREAMING, "");
    dispatcher.begin("gate-2", "rtsp://10.0.4.12/h264", CameraPhase.STREAMING, "");
    dispatcher.begin("yard", "rtsp://10.0.4.17/h264", CameraPhase.WAITING, "It does not answer.");
    ScheduledFuture<?> playing = play();
    try (Browser browser = Browser.open(width, height, scheme)) {
      // When
      browser.visit(server.address());

      // Then: boxes are drawn over pictures
      awaitTrue(
          browser,
          "[...document.querySelectorAll('canvas[data-boxes]')]"
              + ".some(c => Number(c.dataset.boxes) > 0 && c.dataset.picture === 'shown')");
      awaitTrue(browser, "document.querySelector('#link').dataset.state === 'live'");
      assertThat(browser.run("return document.title").asText()).isEqualTo("Millrace");

      // Then: each camera has a tile that says in words what it is doing
      assertThat(
              browser
                  .run(
                      "return [...document.querySelectorAll('.tile')].map(t =>"
                          + " t.querySelector('h3').textContent + ' '"
                          + " + t.querySelector('.state').textContent)")
                  .toString())
          .isEqualTo("[\"gate-1 ● streaming\",\"gate-2 ● streaming\",\"yard ▲ retrying\"]");
      awaitTrue(browser, "document.body.textContent.includes('It does not answer.')");

      // Then: the account stands there, and every instance has its row
      assertThat(browser.run("return document.querySelector('#equation').textContent").asText())
          .matches("[\\d,]+ frames in = [\\d,]+ results \\+ 0 dead letters \\+ .* in flight");
      assertThat(browser.run("return document.querySelector('#verdict').textContent").asText())
          .matches("(✓|…).*accounted for");
      awaitTrue(browser, "document.querySelectorAll('#stages tr.instance').length === 6");
      awaitTrue(
          browser, "document.querySelector('#latency').getAttribute('aria-label').includes('p95')");

      // Then: it fits the window, has the scheme's background, and nothing went wrong
      assertThat(browser.run("return document.documentElement.scrollWidth").asInt())
          .isEqualTo(width);
      assertThat(browser.run("return getComputedStyle(document.body).backgroundColor").asText())
          .isEqualTo(scheme.equals("dark") ? "rgb(10, 13, 18)" : "rgb(245, 246, 248)");
      assertThat(
              browser
                  .run(
                      "return [...document.querySelectorAll('button, canvas, img')].filter(e =>"
                          + " !e.textContent.trim() && !e.getAttribute('aria-label')"
                          + " && e.getAttribute('alt') === null).map(e => e.outerHTML)")
                  .toString())
          .as("elements without a name for screen readers")
          .isEqualTo("[]");
      browser.keepPicture(Path.of("target", "page", width + "-" + scheme + ".png"));
      assertThat(browser.complaints()).isEmpty();
    } finally {
      playing.cancel(true);
    }
  }

  @Test
  void shouldDrawBoxesOverThePictureThatTheyWereFoundIn() throws Exception {
    // Given: ten grey pictures, each of its own brightness, of which the newest has no result yet
    dispatcher.begin("gate", "gate:", CameraPhase.ENDED, "");
    List<List<Double>> quad =
        List.of(
            List.of(240.0, 135.0),
            List.of(720.0, 135.0),
            List.of(720.0, 405.0),
            List.of(240.0, 405.0));
    Pictures pictures = dispatcher.parts().pictures();
    for (int i = 0; i < 10; i++) {
      pictures.put(frame(i), grey(20 * i));
    }
    try (Browser browser = Browser.open(1440, 900, "light")) {
      browser.visit(server.address());
      awaitTrue(browser, "document.querySelectorAll('.tile').length === 1");

      // When: the results of the first four come
      for (int i = 0; i < 3; i++) {
        dispatcher.answer(frame(i), grey(20 * i), List.of());
      }
      dispatcher.answer(frame(3), grey(60), List.of(new Find(quad, "text", 0.9, "A 1", 0.9)));
      awaitTrue(browser, "document.querySelector('canvas[data-boxes=\"1\"]') !== null");

      // Then: it is the fourth picture, and the box's edges lie where the find's do
      JsonNode pixels =
          browser.run(
              "const c = document.querySelector('.tile canvas'), p = c.getContext('2d');"
                  + "const at = (x, y) => [...p.getImageData(Math.round(x * c.width),"
                  + " Math.round(y * c.height), 1, 1).data].slice(0, 3);"
                  + "return [at(.05, .9), at(.5, .25), at(.75, .5), at(.25, .5), at(.5, .5)]");
      assertThat(pixels.get(0)).as("background").allMatch(v -> Math.abs(v.asInt() - 60) <= 2);
      for (int edge = 1; edge <= 3; edge++) {
        // The box's colour is [56, 225, 255]; half of the line's pixel may be another's.
        int cyan = pixels.get(edge).get(1).asInt() - pixels.get(edge).get(0).asInt();
        assertThat(cyan).as("edge " + edge).isGreaterThan(80);
      }
      assertThat(pixels.get(4)).as("inside").allMatch(v -> Math.abs(v.asInt() - 60) <= 2);
      assertThat(browser.run("return document.querySelector('.finds').textContent").asText())
          .isEqualTo("A 1");
    }
  }

  @Test
  void shouldAddAndRemoveACameraWithTheKeyboardAlone() throws Exception {
    // Given
    dispatcher.begin("gate", "gate:", CameraPhase.ENDED, "");
    try (Browser browser = Browser.open(1440, 900, "light")) {
      browser.visit(server.address());
      awaitTrue(browser, "document.querySelectorAll('.tile').length === 1");
      browser.run("document.querySelector('#add-camera').focus()");

      // When: a name that is taken, then one that is not
      browser.type(ENTER);
      awaitTrue(browser, "document.querySelector('#add-dialog').open");
      browser.type("gate" + TAB);
      browser.type("gate:" + ENTER);

      // Then: it says what is wrong and lets one go on
      awaitTrue(
          browser,
          "document.querySelector('#add-error').textContent.includes(\"'gate' runs already\")");
      browser.run("document.querySelector('#add-form').elements.id.focus()");
      browser.type("-2" + ENTER);
      awaitTrue(browser, "document.querySelectorAll('.tile').length === 2");
      assertThat(dispatcher.list())
          .extracting(CameraView::id)
          .containsExactly(CameraId.of("gate"), CameraId.of("gate-2"));

      // When: it is removed again
      browser.run("document.querySelector('[aria-label=\"Remove camera gate-2\"]').focus()");
      browser.type(ENTER);
      awaitTrue(browser, "document.querySelector('#remove-dialog').open");
      browser.run("document.querySelector('#remove-form .strong').focus()");
      browser.type(ENTER);

      // Then
      awaitTrue(browser, "document.querySelectorAll('.tile').length === 1");
      assertThat(dispatcher.list()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"390, 844", "1440, 900"})
  void shouldShowThePlanBesideWhatRuns(int width, int height) throws Exception {
    // Given
    dispatcher.begin("gate-1", "gate:", CameraPhase.STREAMING, "");
    dispatcher.begin("gate-2", "gate:?seed=2", CameraPhase.STREAMING, "");
    dispatcher.planner().begin();
    ScheduledFuture<?> playing = play();
    try (Browser browser = Browser.open(width, height, "light")) {
      // When: the page follows what is sent to it, and the other view is opened
      browser.visit(server.address());
      awaitTrue(browser, FOLLOWS);
      browser.run("location.hash = 'planner'");
      awaitTrue(browser, "document.querySelectorAll('#matrix .mark').length === 6");
      awaitTrue(browser, "document.querySelectorAll('#decisions .decision').length === 2");

      // Then: devices are columns, stages rows; what limits and what is emulated say so
      assertThat(texts(browser, "#matrix .device .name"))
          .isEqualTo("[\"edge-a\",\"edge-bemulated\",\"rack-1\"]");
      assertThat(texts(browser, "#matrix .stage-name b"))
          .isEqualTo("[\"detect\",\"angle\",\"read\"]");
      assertThat(texts(browser, "#matrix .limit:not([hidden])"))
          .isEqualTo("[\"▲ limits the plan\"]");
      assertThat(
              browser
                  .run(
                      "const c = document.querySelectorAll('#matrix [data-limits=true]');"
                          + "return c.length + c[0].dataset.label")
                  .asText())
          .isEqualTo("1edge-b");
      awaitTrue(
          browser,
          "/^planned18.4\\/smeasured[1-9][\\d.]*\\/s$/.test("
              + "document.querySelector('#matrix .rates').textContent)");

      // Then: the plan, its bound and its decisions stand there, and the carbon
      assertThat(browser.run("return document.querySelector('#plan-figures').textContent").asText())
          .contains("#2", "nudif-shared", "gap 1.96 %", "on edge-b", "g CO₂e/h");
      assertThat(texts(browser, "#decisions .kind b"))
          .isEqualTo("[\"adopted plan 2\",\"adopted plan 1\"]");
      assertThat(texts(browser, "#decisions .changes li")).isEqualTo("[\"read on edge-a 2 → 1\"]");
      assertThat(texts(browser, "#zones h3")).isEqualTo("[\"DE\",\"US-CAL-CISO\"]");

      // When: the planner decides
      Instant now = clock.instant();
      dispatcher
          .planner()
          .decide(
              FakePlanner.plan(3, now, 19.1, place("read", "edge-b", 1, 8.4)),
              FakePlanner.decision(now, DecisionSpec.Kind.ADOPTED, 3, 19.1, 18.2));

      // Then: it is told, stands first, and the plan that is to come is seen
      awaitTrue(
          browser,
          "document.querySelector('#decisions .decision.new b')?.textContent === 'adopted plan 3'");
      awaitTrue(
          browser,
          "document.querySelector('#news').textContent === 'The planner decided: adopted plan 3.'");
      awaitTrue(browser, "document.querySelectorAll('#matrix .mark.awaited').length === 1");

      // Then: nothing lies over anything else, and it fits the window
      assertThat(browser.run(OVERLAPS).toString()).as("texts that overlap").isEqualTo("[]");
      assertThat(browser.run("return document.documentElement.scrollWidth").asInt())
          .isEqualTo(width);
      browser.showWholePage(width);
      for (String scheme : List.of("light", "dark")) {
        browser.prefer(scheme);
        awaitTrue(browser, "document.getAnimations().length === 0");
        browser.keepPicture(Path.of("target", "page", "planner-" + width + "-" + scheme + ".png"));
      }
      assertThat(browser.complaints()).isEmpty();
    } finally {
      playing.cancel(true);
    }
  }

  @Test
  void shouldMoveThroughThePlannerViewWithTheKeyboardAlone() throws Exception {
    // Given
    dispatcher.begin("gate-1", "gate:", CameraPhase.STREAMING, "");
    dispatcher.planner().begin();
    ScheduledFuture<?> playing = play();
    try (Browser browser = Browser.open(1440, 900, "light")) {
      browser.visit(server.address());
      awaitTrue(browser, "document.querySelectorAll('.tile').length === 1");

      // When: from one tab to the other
      browser.run("document.querySelector('#tab-live').focus()");
      browser.type(RIGHT);

      // Then
      awaitTrue(browser, "!document.querySelector('#view-planner').hidden");
      awaitTrue(browser, "document.querySelectorAll('#matrix button.mark').length === 6");
      assertThat(browser.run("return document.activeElement.id + location.hash").asText())
          .isEqualTo("tab-planner#planner");

      // When: over the buttons to the marks, and among them
      browser.type(TAB);
      assertThat(focused(browser)).isEqualTo("Plan now");
      browser.type(ENTER);
      browser.type(TAB);
      assertThat(focused(browser)).isEqualTo("Pin");
      browser.type(TAB);
      assertThat(browser.run("return document.activeElement.dataset.key").asText())
          .isEqualTo("detect-1");
      browser.type(RIGHT);

      // Then: it is told in full, keeps the focus while figures change, and the focus is seen
      awaitTrue(
          browser,
          "document.querySelector('#inspector').textContent.startsWith('detect-2 ● serving')");
      awaitTrue(
          browser,
          "getComputedStyle(document.activeElement).outlineStyle === 'solid'"
              + " && document.activeElement.dataset.key === 'detect-2'");

      // When: the next stops are what a decision hides and the way back to a plan
      browser.type(TAB);
      assertThat(focused(browser)).isEqualTo("and 1 other reason");
      browser.type(TAB);
      assertThat(browser.run("return document.activeElement.getAttribute('aria-label')").asText())
          .isEqualTo("Bring plan 1 back");
      browser.type(ENTER);
      awaitTrue(browser, "document.querySelector('#back-dialog').open");
      browser.run("document.querySelector('#back-form .strong').focus()");
      browser.type(ENTER);

      // Then
      awaitTrue(browser, "!document.querySelector('#back-dialog').open");
      assertThat(dispatcher.planner().asked)
          .extracting(PlanRequest::kind, PlanRequest::epoch)
          .containsExactly(tuple(PlanRequest.Kind.PLAN, 0L), tuple(PlanRequest.Kind.ROLL_BACK, 1L));
      assertThat(browser.complaints()).isEmpty();
    } finally {
      playing.cancel(true);
    }
  }

  @Test
  void shouldShowThePageWhenNoPlannerEverSpoke() throws Exception {
    // Given
    dispatcher.begin("gate-1", "gate:", CameraPhase.STREAMING, "");
    ScheduledFuture<?> playing = play();
    try (Browser browser = Browser.open(390, 844, "light")) {
      // When
      browser.visit(server.address() + "#planner");

      // Then
      awaitTrue(browser, "document.querySelectorAll('#matrix button.mark').length === 6");
      assertThat(browser.run("return document.querySelector('#plan-why').textContent").asText())
          .startsWith("No plan is in force.");
      assertThat(browser.run("return document.querySelector('#decisions').textContent").asText())
          .isEqualTo("The planner has decided nothing yet.");
      assertThat(browser.run("return document.querySelector('#carbon').hidden").asBoolean())
          .isTrue();
      assertThat(browser.complaints()).isEmpty();
    } finally {
      playing.cancel(true);
    }
  }

  private static String texts(Browser browser, String selector) throws Exception {
    return browser
        .run(
            "return [...document.querySelectorAll('%s')].map(e => e.textContent)"
                .formatted(selector))
        .toString();
  }

  private static String focused(Browser browser) throws Exception {
    return browser.run("return document.activeElement.textContent").asText();
  }

  private static FrameRef frame(long sequence) {
    return new FrameRef(CameraId.of("gate"), 1, sequence, Instant.parse("2026-11-21T12:00:00Z"));
  }

  private static byte[] grey(int brightness) {
    BufferedImage image =
        new BufferedImage(FakeScene.WIDTH, FakeScene.HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(new Color(brightness, brightness, brightness));
    pen.fillRect(0, 0, image.getWidth(), image.getHeight());
    pen.dispose();
    return new FakeScene.Shot(image, List.of()).jpeg();
  }
}
