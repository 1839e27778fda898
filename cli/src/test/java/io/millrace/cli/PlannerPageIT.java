package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.testkit.Browser;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The planner view over the real thing: broker, planner, workers on four emulated devices, in this
 * JVM. Its pictures are left in {@code target/page}; with {@code -Dmillrace.pictures=FOLDER} they
 * are those of the documentation, taken once the first plan was measured.
 */
class PlannerPageIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** The demo is ended by the test; should that fail, it ends by itself. */
  private static final String LONGEST = "150s";

  @BeforeAll
  static void browserIsThere() {
    assumeTrue(Browser.missing().isEmpty(), () -> Browser.missing().orElse(""));
  }

  private static void awaitTrue(Browser browser, String script) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> browser.run("return " + script), JsonNode::asBoolean);
  }

  @Test
  void shouldShowTheFleetsPlanAndItsDecisions() throws Exception {
    // Given
    String folder = System.getProperty("millrace.pictures");
    Path pictures = Path.of(folder == null ? "target/page" : folder);
    String port = Integer.toString(freePort());
    String address = "http://localhost:" + port + "/";
    CompletableFuture<Integer> demo =
        CompletableFuture.supplyAsync(
            () -> Millrace.run("demo", "--pipeline", "fleet", "--for", LONGEST, "--port", port));

    try (Browser wide = Browser.open(1440, 900, "light");
        Browser narrow = Browser.open(390, 844, "dark")) {
      // When: the page answers before there is a plan
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(
              () -> {
                wide.visit(address + "#planner");
                return wide.run("return document.title").asText().equals("Millrace");
              });
      narrow.visit(address + "#planner");

      // Then: the plan comes, what it wants runs, and the decision stands there
      awaitTrue(wide, "document.querySelectorAll('#matrix .device').length === 4");
      awaitTrue(wide, "document.querySelector('#plan-figures').textContent.includes('#')");
      awaitTrue(
          wide,
          "[...document.querySelectorAll('#decisions .kind b')]"
              + ".some(b => /^adopted plan/.test(b.textContent))");
      awaitTrue(
          wide,
          "document.querySelectorAll('#matrix .mark[data-state=serving]').length > 0"
              + " && document.querySelectorAll('#matrix .mark.awaited').length === 0");
      awaitTrue(wide, "/measured[1-9]/.test(document.querySelector('#matrix .rates').textContent)");
      assertThat(
              wide.run("return document.querySelectorAll('#matrix .device .tag').length").asInt())
          .as("emulated devices")
          .isEqualTo(4);
      if (folder != null) {
        awaitTrue(
            wide,
            "/then measured[1-9]/.test(document.querySelector('#decisions').textContent)"
                + " && !document.querySelector('#decisions .new')");
      }
      for (Browser browser : new Browser[] {wide, narrow}) {
        int width = browser == wide ? 1440 : 390;
        browser.showWholePage(width);
        awaitTrue(browser, "document.querySelectorAll('#matrix button.mark').length > 0");
        browser.run("document.querySelector('#matrix button.mark').click()");
        awaitTrue(
            browser, "/frames? waiting/.test(document.querySelector('#inspector').textContent)");
        assertThat(browser.run("return document.documentElement.scrollWidth").asInt())
            .isEqualTo(width);
        browser.keepPicture(
            pictures.resolve(browser == wide ? "planner.png" : "planner-narrow.png"));
      }
    }

    // Then: it ends with its last camera, and every frame is accounted for
    for (String camera : new String[] {"gate-north", "gate-south"}) {
      HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create(address + "api/cameras/" + camera))
                  .DELETE()
                  .build(),
              BodyHandlers.discarding());
    }
    assertThat(demo.join()).isZero();
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }
}
