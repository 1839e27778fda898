package io.millrace.planner.carbon.feed;

import io.millrace.planner.carbon.CarbonException.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * GET requests to one provider, each within a time. Follows no redirect, so that a token does not
 * travel to another host; messages hold the address, never a header.
 */
public final class HttpProvider {

  private static final int LONGEST_QUOTE = 160;

  private final String name;
  private final String base;
  private final Duration timeout;
  private final HttpClient client;

  /**
   * A provider at an address.
   *
   * @param name for messages
   * @param base such as {@code https://api.electricitymaps.com}
   * @param timeout for the whole of an answer, above zero
   */
  public HttpProvider(String name, URI base, Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be above 0 (was %s)".formatted(timeout));
    }
    this.name = name;
    this.base = base.toString().replaceAll("/+$", "");
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  /** How long a request takes at most. */
  Duration timeout() {
    return timeout;
  }

  /** The body at a path, within the provider's timeout. */
  HttpReply get(String path, Map<String, String> query, Map<String, String> headers, Instant now) {
    return get(path, query, headers, now, timeout);
  }

  /**
   * The body at a path.
   *
   * @param within the longest wait, for callers that share one timeout among several requests
   */
  HttpReply get(
      String path,
      Map<String, String> query,
      Map<String, String> headers,
      Instant now,
      Duration within) {
    URI address = URI.create(base + path + text(query));
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(within).GET();
    request.header("Accept", "application/json");
    headers.forEach(request::header);
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    try {
      // The request's own timeout ends with the headers; this one covers the body as well.
      HttpResponse<byte[]> response = sent.get(within.toNanos(), TimeUnit.NANOSECONDS);
      return reply(response, address, now);
    } catch (TimeoutException e) {
      sent.cancel(true);
      return none(Reason.TIMEOUT, address, "no answer within " + within, slow());
    } catch (InterruptedException e) {
      sent.cancel(true);
      Thread.currentThread().interrupt();
      return none(Reason.TIMEOUT, address, "the wait was interrupted", "");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      return thrown(cause == null ? e : cause, address, within);
    }
  }

  private HttpReply thrown(Throwable cause, URI address, Duration within) {
    if (cause instanceof HttpTimeoutException) {
      return none(Reason.TIMEOUT, address, "no answer within " + within, slow());
    }
    String what =
        cause instanceof ConnectException && cause.getMessage() == null
            ? "no connection"
            : String.valueOf(cause.getMessage());
    if (cause instanceof IOException) {
      return none(
          Reason.UNREACHABLE,
          address,
          what,
          "Maybe there is no network, or base_url is wrong, or a proxy must be set (-Dhttps.proxyHost).");
    }
    return none(Reason.INTERNAL, address, cause.getClass().getSimpleName() + ": " + what, "");
  }

  private HttpReply reply(HttpResponse<byte[]> response, URI address, Instant now) {
    int status = response.statusCode();
    if (status == 200) {
      return new HttpReply.Body(response.body());
    }
    String said = "HTTP " + status + quote(response.body());
    return switch (status) {
      case 204 ->
          none(Reason.EMPTY, address, said, "Maybe the provider has no data for this zone yet.");
      case 401 ->
          none(
              Reason.UNAUTHORISED,
              address,
              said,
              "Maybe the token is missing, mistyped or expired: see token_env and token_file.");
      case 403 ->
          none(
              Reason.FORBIDDEN,
              address,
              said,
              "Maybe the account's plan does not include this zone or this signal.");
      case 404 ->
          none(Reason.ZONE, address, said, "Maybe the zone has another name at this provider.");
      case 429 ->
          new HttpReply.None(
              failed(
                  Reason.RATE_LIMITED,
                  address,
                  said,
                  "Maybe make refresh longer.",
                  retryAfter(response.headers(), now)));
      default ->
          status >= 500
              ? new HttpReply.None(
                  failed(
                      Reason.SERVER,
                      address,
                      said,
                      "Maybe wait: Millrace asks again by itself.",
                      retryAfter(response.headers(), now)))
              : none(Reason.REQUEST, address, said, "Maybe base_url or the zone's name is wrong.");
    };
  }

  /** Seconds, or a date of HTTP; zero where there is none that can be read. */
  private static Duration retryAfter(HttpHeaders headers, Instant now) {
    String text = headers.firstValue("Retry-After").orElse("").strip();
    if (text.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Duration until =
          Duration.between(
              now, ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return until.isNegative() ? Duration.ZERO : until;
    } catch (DateTimeException e) {
      return Duration.ZERO;
    }
  }

  private HttpReply none(Reason reason, URI address, String what, String advice) {
    return new HttpReply.None(failed(reason, address, what, advice, Duration.ZERO));
  }

  private FeedAnswer.Failed failed(
      Reason reason, URI address, String what, String advice, Duration again) {
    String message = "%s: %s: %s.".formatted(name, address, what);
    return new FeedAnswer.Failed(
        reason, advice.isEmpty() ? message : message + System.lineSeparator() + advice, again);
  }

  private static String slow() {
    return "Maybe the provider is slow: timeout can be made longer.";
  }

  /** The start of what the provider says, on one line and without control characters. */
  private static String quote(byte[] body) {
    String text =
        new String(body, 0, Math.min(body.length, LONGEST_QUOTE), StandardCharsets.UTF_8)
            .replaceAll("[\\p{Cntrl}\\s]+", " ")
            .strip();
    return text.isEmpty() ? "" : " (" + text + ")";
  }

  private static String text(Map<String, String> query) {
    return query.isEmpty()
        ? ""
        : new TreeMap<>(query)
            .entrySet().stream()
                .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&", "?", ""));
  }

  /** A text as part of a path or query. */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
