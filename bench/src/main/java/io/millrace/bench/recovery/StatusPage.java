package io.millrace.bench.recovery;

import io.millrace.topics.codec.Json;
import io.millrace.topics.record.LoadReport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a dispatcher in another process says of itself at {@code /api/status}. */
final class StatusPage {

  private static final Duration ANSWER = Duration.ofSeconds(5);

  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpRequest request;

  /**
   * What it says.
   *
   * @param results frames answered so far
   * @param oldestSeconds age of the oldest frame under way
   * @param serving instances that serve and own a lane, by device
   */
  record Seen(long results, double oldestSeconds, Map<String, Set<String>> serving) {

    /** A dispatcher that does not answer. */
    static final Seen NOTHING = new Seen(0, Double.POSITIVE_INFINITY, Map.of());

    /** The instances of a device. */
    Set<String> of(String device) {
      return serving.getOrDefault(device, Set.of());
    }
  }

  /** The status of the dispatcher whose page is on this port. */
  StatusPage(int port) {
    this.request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/status"))
            .timeout(ANSWER)
            .build();
  }

  /** Looks; {@link Seen#NOTHING} when nobody answers. */
  Seen look() throws InterruptedException {
    try {
      HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return read(Json.read(response.body(), Map.class, request.uri().toString()));
    } catch (IOException e) {
      return Seen.NOTHING;
    }
  }

  private static Seen read(Map<?, ?> status) {
    Map<String, Set<String>> serving = new TreeMap<>();
    for (Map<?, ?> stage : maps(status.get("stages"))) {
      for (Map<?, ?> instance : maps(stage.get("instances"))) {
        if (LoadReport.SERVING.equals(instance.get("state"))
            && number(instance.get("lanes")).intValue() > 0) {
          serving
              .computeIfAbsent(String.valueOf(instance.get("device")), first -> new TreeSet<>())
              .add(String.valueOf(instance.get("instance")));
        }
      }
    }
    long results =
        status.get("account") instanceof Map<?, ?> account
            ? number(account.get("results")).longValue()
            : 0;
    return new Seen(results, number(status.get("oldestSeconds")).doubleValue(), serving);
  }

  private static List<Map<?, ?>> maps(@Nullable Object value) {
    return value instanceof List<?> list
        ? list.stream().<Map<?, ?>>map(each -> (Map<?, ?>) each).toList()
        : List.of();
  }

  private static Number number(@Nullable Object value) {
    return value instanceof Number number ? number : 0;
  }
}
