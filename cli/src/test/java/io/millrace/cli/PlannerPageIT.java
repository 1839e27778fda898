package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.testkit.Browser;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The planner view over the real thing: broker, planner, workers on four emulated devices, in this
 * JVM. Its pictures are left in {@code target/page}; with {@code -Dmillrace.pictures=FOLDER} they
 * are those of the documentation, taken after the second decision.
 */
class PlannerPageIT {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

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
    Path pictures = Path.of(System.getProperty("millrace.pictures", "target/page"));
    boolean documented = System.getProperty("millrace.pictures") != null;
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    String length = documented ? "50s" : "40s";
    CompletableFuture<Integer> demo =
        CompletableFuture.supplyAsync(
            () ->
                Millrace.run(
                    "demo",
                    "--pipeline",
                    "fleet",
                    "--for",
                    length,
                    "--port",
                    Integer.toString(port)));

    try (Browser wide = Browser.open(1440, 900, "light");
        Browser narrow = Browser.open(390, 844, "dark")) {
      // When: the page answers before there is a plan
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(
              () -> {
                wide.visit("http://localhost:" + port + "/#planner");
                return wide.run("return document.title").asText().equals("Millrace");
              });
      narrow.visit("http://localhost:" + port + "/#planner");

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
      if (documented) {
        awaitTrue(wide, "document.querySelectorAll('#decisions .decision').length > 1");
      }
      for (Browser browser : new Browser[] {wide, narrow}) {
        int width = browser == wide ? 1440 : 390;
        browser.showWholePage(width);
        awaitTrue(browser, "document.querySelectorAll('#matrix button.mark').length > 0");
        assertThat(browser.run("return document.documentElement.scrollWidth").asInt())
            .isEqualTo(width);
        browser.keepPicture(pictures.resolve("planner-" + width + ".png"));
      }
    }
    assertThat(demo.join()).isZero();
  }
}
