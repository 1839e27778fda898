package io.millrace.planner.metrics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.planner.metrics.MetricsException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads answers of {@code /api/v1/query}. What is not an instant vector as documented is an error;
 * samples that are no number ({@code NaN} of a rate without calls) are left out.
 *
 * <p>Source: Prometheus' HTTP API, "Instant queries" and "Expression query result formats".
 */
final class PrometheusAnswer {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_QUOTE = 160;

  private PrometheusAnswer() {}

  /**
   * The samples of an answer.
   *
   * @param address who answered, for the error
   * @throws MetricsException if it is an error or not as documented
   */
  static List<Sample> parse(int status, byte[] body, String address) {
    JsonNode answer = tree(status, body, address);
    if (!answer.path("status").asText().equals("success")) {
      throw new MetricsException(
          Reason.REFUSED,
          "%s: HTTP %d, %s: %s.%nMaybe it has no right to ask, or the server is too old for the question."
              .formatted(
                  address,
                  status,
                  answer.path("errorType").asText("no errorType"),
                  answer.path("error").asText("no error")));
    }
    JsonNode data = answer.path("data");
    if (!data.path("resultType").asText().equals("vector")) {
      throw unreadable(address, "$.data.resultType", data.path("resultType"), "\"vector\"");
    }
    if (!data.path("result").isArray()) {
      throw unreadable(address, "$.data.result", data.path("result"), "a list");
    }
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < data.path("result").size(); i++) {
      JsonNode each = data.path("result").get(i);
      String path = "$.data.result[%d]".formatted(i);
      if (!each.path("metric").isObject()) {
        throw unreadable(address, path + ".metric", each.path("metric"), "an object");
      }
      double value = number(each.path("value"), path + ".value", address);
      if (!Double.isNaN(value) && !Double.isInfinite(value)) {
        samples.add(new Sample(labels(each.path("metric"), path + ".metric", address), value));
      }
    }
    return samples;
  }

  private static Map<String, String> labels(JsonNode metric, String path, String address) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> label : metric.properties()) {
      if (!label.getValue().isTextual()) {
        throw unreadable(address, path + "." + label.getKey(), label.getValue(), "text");
      }
      labels.put(label.getKey(), label.getValue().asText());
    }
    return labels;
  }

  private static JsonNode tree(int status, byte[] body, String address) {
    try {
      JsonNode tree = JSON.readTree(body);
      if (tree != null && tree.isObject()) {
        return tree;
      }
    } catch (JsonProcessingException e) {
      throw foreign(status, body, address);
    } catch (IOException e) {
      throw new MetricsException(Reason.UNREADABLE, address + ": " + e.getMessage(), e);
    }
    throw foreign(status, body, address);
  }

  private static MetricsException foreign(int status, byte[] body, String address) {
    String text =
        new String(body, 0, Math.min(body.length, LONGEST_QUOTE), StandardCharsets.UTF_8)
            .replaceAll("[\\p{Cntrl}\\s]+", " ")
            .strip();
    return new MetricsException(
        Reason.UNREADABLE,
        "%s: HTTP %d without the JSON of a Prometheus (%s).%nMaybe another server listens there, or a proxy answers."
            .formatted(address, status, text));
  }

  /** A pair of time and text, the text a number. */
  private static double number(JsonNode pair, String path, String address) {
    if (!pair.isArray() || pair.size() != 2 || !pair.get(1).isTextual()) {
      throw unreadable(address, path, pair, "[time, \"number\"]");
    }
    String text = pair.get(1).asText();
    try {
      return text.equals("+Inf")
          ? Double.POSITIVE_INFINITY
          : text.equals("-Inf") ? Double.NEGATIVE_INFINITY : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw unreadable(address, path + "[1]", pair.get(1), "a number as text");
    }
  }

  private static MetricsException unreadable(
      String address, String path, JsonNode found, String wanted) {
    return new MetricsException(
        Reason.UNREADABLE,
        "%s: %s must be %s (was %s).%nMaybe the server is no Prometheus, or of an unknown version."
            .formatted(address, path, wanted, found.isMissingNode() ? "missing" : found));
  }
}
