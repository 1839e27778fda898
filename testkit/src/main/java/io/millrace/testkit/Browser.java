package io.millrace.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.topics.codec.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Headless Chromium, driven through chromedriver's W3C WebDriver protocol.
 *
 * <p>Selenium would do the same, but its current version cannot be resolved completely.
 */
public final class Browser implements AutoCloseable {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process driver;
  private final Path profile;
  private final String session;

  private Browser(Process driver, Path profile, String session) {
    this.driver = driver;
    this.profile = profile;
    this.session = session;
  }

  /** The program that is missing here and where to get it; empty when a browser can be opened. */
  public static Optional<String> missing() {
    return Stream.of(CHROMIUM, DRIVER)
        .filter(program -> !Files.isExecutable(program))
        .map(program -> program + " is missing; on Debian: apt install chromium chromium-driver")
        .findFirst();
  }

  /** A window of this size that prefers this colour scheme; nothing is left running if it fails. */
  public static Browser open(int width, int height, String scheme)
      throws IOException, InterruptedException {
    Path profile = Files.createTempDirectory("millrace-page");
    Process driver =
        new ProcessBuilder(DRIVER.toString(), "--port=0").redirectErrorStream(true).start();
    try {
      String base = "http://127.0.0.1:" + port(driver);
      JsonNode opened = post(base + "/session", capabilities(width, height, profile));
      String session = base + "/session/" + opened.get("sessionId").asText();
      Browser browser = new Browser(driver, profile, session);
      browser.prefer(scheme);
      browser.resize(width, height);
      return browser;
    } catch (IOException | InterruptedException | RuntimeException e) {
      end(driver, profile);
      throw e;
    }
  }

  private static Map<String, Object> capabilities(int width, int height, Path profile) {
    List<String> arguments =
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--user-data-dir=" + profile,
            "--window-size=" + width + "," + height);
    return Map.of(
        "capabilities",
        Map.of(
            "alwaysMatch",
            Map.of(
                "goog:chromeOptions",
                Map.of("binary", CHROMIUM.toString(), "args", arguments),
                "goog:loggingPrefs",
                Map.of("browser", "ALL"))));
  }

  private static void end(Process driver, Path profile) throws IOException, InterruptedException {
    // The browser is the driver's child, and outlives it when it is not asked.
    List<ProcessHandle> all =
        Stream.concat(driver.descendants(), Stream.of(driver.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle each : all) {
      each.onExit().join();
    }
    try (Stream<Path> files = Files.walk(profile)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static int port(Process driver) throws IOException {
    BufferedReader lines = driver.inputReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher port = PORT.matcher(line);
      if (port.find()) {
        return Integer.parseInt(port.group(1));
      }
    }
    throw new IOException("chromedriver did not start.");
  }

  public void visit(String address) throws IOException, InterruptedException {
    post(session + "/url", Map.of("url", address));
  }

  /** What a script returns. */
  public JsonNode run(String script) throws IOException, InterruptedException {
    return post(session + "/execute/sync", Map.of("script", script, "args", List.of()));
  }

  /** Types into whatever has the focus. */
  public void type(String keys) throws IOException, InterruptedException {
    JsonNode focused = send(HttpRequest.newBuilder(URI.create(session + "/element/active")).GET());
    String element = focused.elements().next().asText();
    post(session + "/element/" + element + "/value", Map.of("text", keys));
  }

  /** What the page complained of since the last call. */
  public List<String> complaints() throws IOException, InterruptedException {
    List<String> complaints = new ArrayList<>();
    for (JsonNode entry : post(session + "/se/log", Map.of("type", "browser"))) {
      if (!entry.get("level").asText().equals("INFO")) {
        complaints.add(entry.get("message").asText());
      }
    }
    return complaints;
  }

  /** Keeps a picture of what is seen, to look at after the test. */
  public void keepPicture(Path file) throws IOException, InterruptedException {
    JsonNode png = send(HttpRequest.newBuilder(URI.create(session + "/screenshot")).GET());
    Files.createDirectories(file.getParent());
    Files.write(file, Base64.getDecoder().decode(png.asText()));
  }

  /** Makes the window as high as the page, so that a picture shows all of it. */
  public void showWholePage(int width) throws IOException, InterruptedException {
    resize(width, run("return document.documentElement.scrollHeight").asInt());
  }

  /** Makes it prefer this colour scheme, {@code light} or {@code dark}. */
  public void prefer(String scheme) throws IOException, InterruptedException {
    devTools(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  private void resize(int width, int height) throws IOException, InterruptedException {
    devTools(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
  }

  private void devTools(String command, Map<String, Object> parameters)
      throws IOException, InterruptedException {
    post(session + "/goog/cdp/execute", Map.of("cmd", command, "params", parameters));
  }

  private static JsonNode post(String address, Map<String, Object> body)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(address))
            .POST(BodyPublishers.ofByteArray(Json.write(body))));
  }

  private static JsonNode send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response = HTTP.send(request.build(), BodyHandlers.ofByteArray());
    JsonNode value = Json.read(response.body(), JsonNode.class, "chromedriver").get("value");
    if (response.statusCode() != 200) {
      throw new IOException("chromedriver: " + value.get("message").asText());
    }
    return value;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    try {
      send(HttpRequest.newBuilder(URI.create(session)).DELETE());
    } finally {
      end(driver, profile);
    }
  }
}
