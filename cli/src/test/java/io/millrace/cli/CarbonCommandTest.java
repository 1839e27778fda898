package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CarbonCommandTest {

  @TempDir Path folder;
  private String csv = "";

  @BeforeEach
  void writeSeries() throws IOException {
    csv =
        Files.writeString(
                folder.resolve("z.csv"),
                """
                Datetime (UTC),Zone id,Carbon intensity gCO₂eq/kWh (direct),Carbon intensity gCO₂eq/kWh (Life cycle),Data estimated
                2022-01-01 00:00:00,Z,80,100,false
                2022-01-01 01:00:00,Z,,,
                2022-01-01 02:00:00,Z,180,200,false
                """)
            .toString();
  }

  @Test
  void shouldDescribeASeriesWithoutCountingItsGapAsZero() {
    Said said = run("carbon", "show", "--csv", csv, "--zone", "Z");

    assertThat(said.exit()).isZero();
    assertThat(said.out())
        .containsPattern("mean +150.0 gCO₂e/kWh")
        .containsPattern("gaps +1, together 60 min")
        .containsPattern("highest +200.0 gCO₂e/kWh at 2022-01-01T02:00:00Z");
  }

  @Test
  void shouldPrintTheValueAtATimeAndSayWhenItWasFilled() {
    String at = "2022-01-01T01:30:00Z";

    Said missing = run("carbon", "show", "--csv", csv, "--zone", "Z", "--at", at);
    Said filled =
        run(
            "carbon", "show", "--csv", csv, "--zone", "Z", "--at", at, "--fill", "linear",
            "--scope", "direct", "--json");

    assertThat(missing.exit()).isEqualTo(1);
    assertThat(missing.err()).contains("2022-01-01T01:00:00Z", "2022-01-01T02:00:00Z", "--fill");
    assertThat(filled.exit()).isZero();
    assertThat(filled.out())
        .contains("\"grams_per_kwh\" : 130.0", "\"origin\" : \"filled (linear)\"");
  }

  @Test
  void shouldPrintWhatAProviderSaysAndWhichQuantityItIs() throws IOException {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    String half =
        "{\"data\":[{\"from\":\"%s\",\"to\":\"%s\",\"intensity\":{\"forecast\":266}}]}"
            .formatted(now, now.plus(30, ChronoUnit.MINUTES));
    try (Server server = new Server(200, half)) {
      Said said =
          run(
              "carbon",
              "latest",
              "--provider",
              "uk-carbon-intensity",
              "--zone",
              "GB",
              "--base-url",
              server.address(),
              "--json");

      assertThat(said.err()).isEmpty();
      assertThat(said.exit()).isZero();
      assertThat(said.out())
          .contains(
              "\"grams_per_kwh\" : 266.0",
              "\"kind\" : \"average\"",
              "\"scope\" : \"direct\"",
              "\"origin\" : \"forecast\"",
              "\"level\" : \"first feed\"",
              "\"stale\" : false");
    }
  }

  @Test
  void shouldFailWithoutAFallbackAndSayItsLevelWithOne() throws IOException {
    try (Server server = new Server(503, "closed")) {
      String[] asked = {
        "carbon",
        "latest",
        "--provider",
        "carbon-aware-sdk",
        "--zone",
        "eastus",
        "--kind",
        "marginal",
        "--scope",
        "direct",
        "--base-url",
        server.address()
      };
      String[] withFallback = Arrays.copyOf(asked, asked.length + 2);
      withFallback[asked.length] = "--fallback";
      withFallback[asked.length + 1] = "400";

      Said without = run(asked);
      Said with = run(withFallback);

      assertThat(without.exit()).isEqualTo(1);
      assertThat(without.err()).contains("eastus", "HTTP 503");
      assertThat(with.exit()).isZero();
      assertThat(with.out())
          .contains("400.0 gCO₂e/kWh", "configuration (constant)", "stale", "HTTP 503");
    }
  }

  @Test
  void shouldTakeFeedsFromAConfiguration() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("carbon.yaml"),
            """
            carbon:
              kind: average
              scope: life-cycle
              zones: [Z]
              fallback: 400
              feeds:
                - provider: csv
                  files: {Z: %s}
            """
                .formatted(csv));

    Said said = run("carbon", "latest", "--config", file.toString());

    assertThat(said.exit()).isZero();
    assertThat(said.out()).contains("400.0", "the series runs from 2022-01-01T00:00:00Z");
  }

  @Test
  void shouldExitWith2WhenWhatIsAskedMakesNoSense() {
    Said nothing = run("carbon", "latest");
    Said token =
        run(
            "carbon",
            "latest",
            "--provider",
            "electricity-maps",
            "--zone",
            "DE",
            "--token-env",
            "MILLRACE_NO_SUCH");
    Said sdk =
        run(
            "carbon",
            "latest",
            "--provider",
            "carbon-aware-sdk",
            "--zone",
            "e",
            "--base-url",
            "http://127.0.0.1:1");
    Said time = run("carbon", "show", "--csv", csv, "--zone", "Z", "--at", "noon");

    assertThat(new int[] {nothing.exit(), token.exit(), sdk.exit(), time.exit()}).containsOnly(2);
    assertThat(nothing.err()).contains("--provider");
    assertThat(token.err()).contains("MILLRACE_NO_SUCH", "not set");
    assertThat(sdk.err()).contains("--kind");
    assertThat(time.err()).contains("noon");
  }

  private static Said run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Millrace.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    int exit = line.execute(arguments);
    return new Said(exit, out.toString(), err.toString());
  }

  private record Said(int exit, String out, String err) {}

  /** A provider on this machine that always says the same. */
  private static final class Server implements AutoCloseable {

    private final HttpServer server;

    Server(int status, String body) throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      server.createContext(
          "/",
          exchange -> {
            try (exchange) {
              exchange.sendResponseHeaders(status, bytes.length);
              exchange.getResponseBody().write(bytes);
            }
          });
      server.start();
    }

    String address() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
