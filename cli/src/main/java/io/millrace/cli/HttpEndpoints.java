package io.millrace.cli;

import io.millrace.dispatcher.web.Readiness;
import io.millrace.dispatcher.web.WebSettings;
import io.millrace.topics.metric.MetricRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Supplier;

/**
 * What a process without a page answers over HTTP: its figures, whether it lives, whether it is
 * ready.
 *
 * <p>{@code GET /metrics} in the format that the client asks for; {@code /livez} always 200; {@code
 * /readyz} 200, or 503 with what is missing.
 */
final class HttpEndpoints implements AutoCloseable {

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int FAILED = 500;
  private static final int UNAVAILABLE = 503;
  private static final String TEXT = "text/plain; charset=utf-8";

  private final Vertx vertx;
  private final MetricRegistry registry;
  private final Supplier<Readiness> ready;
  private final HttpServer server;
  private final String host;

  /**
   * Listens.
   *
   * @param ready must not block
   * @throws IllegalArgumentException if the port is taken
   */
  HttpEndpoints(WebSettings where, MetricRegistry registry, Supplier<Readiness> ready) {
    this.registry = registry;
    this.ready = ready;
    this.host = where.host();
    this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    try {
      this.server =
          vertx
              .createHttpServer()
              .requestHandler(this::answer)
              .listen(where.port(), where.host())
              .await();
    } catch (Exception e) {
      // A port that is taken comes out of await() as it is, although checked.
      vertx.close().await();
      throw new IllegalArgumentException(
          "Port %d of %s for /metrics cannot be used: %s.%nMaybe another process has it: choose another one, or 0 for any free one."
              .formatted(where.port(), where.host(), e.getMessage()),
          e);
    }
  }

  /** Where its figures are. */
  String metricsAddress() {
    return "http://%s:%d/metrics".formatted(host, port());
  }

  int port() {
    return server.actualPort();
  }

  @Override
  public void close() {
    vertx.close().await();
  }

  private void answer(HttpServerRequest request) {
    switch (request.path()) {
      case "/metrics" -> {
        String type = MetricRegistry.mediaType(request.getHeader("accept"));
        vertx
            .executeBlocking(() -> registry.scrape(type), false)
            .onSuccess(text -> send(request, OK, type, text))
            .onFailure(error -> send(request, FAILED, TEXT, error + "\n"));
      }
      case "/livez" -> send(request, OK, TEXT, "live\n");
      case "/readyz" -> {
        Readiness now = ready.get();
        send(
            request,
            now.ready() ? OK : UNAVAILABLE,
            TEXT,
            now.ready() ? "ready\n" : now.why() + "\n");
      }
      default -> send(request, NOT_FOUND, TEXT, "There are /metrics, /livez and /readyz.\n");
    }
  }

  private static void send(HttpServerRequest request, int status, String type, String text) {
    request.response().setStatusCode(status).putHeader("content-type", type).end(text);
  }
}
