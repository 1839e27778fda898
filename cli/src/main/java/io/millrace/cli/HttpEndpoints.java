package io.millrace.worker.app;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BooleanSupplier;

/**
 * What a worker answers over HTTP: its figures, whether it lives, whether it is ready.
 *
 * <p>{@code GET /metrics} in Prometheus' text format; {@code /livez} always 200; {@code /readyz}
 * 200 when every instance serves, else 503.
 */
final class HttpEndpoints {

  private static final int UNAVAILABLE = 503;
  private static final int NOT_FOUND = 404;
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final Vertx vertx;
  private final PrometheusMeterRegistry registry;
  private final BooleanSupplier ready;

  HttpEndpoints(Vertx vertx, PrometheusMeterRegistry registry, BooleanSupplier ready) {
    this.vertx = vertx;
    this.registry = registry;
    this.ready = ready;
  }

  /** Listens; failed when the port is taken. */
  Future<HttpServer> listen(int port) {
    return vertx
        .createHttpServer()
        .requestHandler(this::answer)
        .listen(port)
        .recover(
            error ->
                Future.failedFuture(
                    new IllegalStateException(
                        "Port %d for /metrics cannot be used: %s.%nMaybe another worker runs on this machine: choose another port."
                            .formatted(port, error.getMessage()),
                        error)));
  }

  private void answer(HttpServerRequest request) {
    switch (request.path()) {
      case "/metrics" ->
          vertx
              .executeBlocking(registry::scrape, false)
              .onSuccess(text -> send(request, 200, PROMETHEUS, text))
              .onFailure(error -> send(request, 500, TEXT, error + "\n"));
      case "/livez" -> send(request, 200, TEXT, "alive\n");
      case "/readyz" -> {
        boolean complete = ready.getAsBoolean();
        send(
            request,
            complete ? 200 : UNAVAILABLE,
            TEXT,
            complete ? "ready\n" : "instances are missing\n");
      }
      default -> send(request, NOT_FOUND, TEXT, "There are /metrics, /livez and /readyz.\n");
    }
  }

  private static void send(HttpServerRequest request, int status, String type, String text) {
    request.response().setStatusCode(status).putHeader("content-type", type).end(text);
  }
}
