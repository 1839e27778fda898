package io.millrace.dispatcher.web;

import io.millrace.dispatcher.results.Released;
import io.millrace.topics.metric.MetricRegistry;
import io.millrace.topics.record.DecisionSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.BindException;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The web server: the page at {@code /}, its API under {@code /api}, and {@code /metrics}, {@code
 * /livez} and {@code /readyz} for machines.
 *
 * <p><b>Threads.</b> All requests are served on one event loop of the given Vert.x, which also
 * calls the suppliers and {@link CameraControl#list}; what may block runs on worker threads. {@link
 * #publish} may be called on any thread and never waits for a client.
 */
public final class WebServer {

  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

  /** How often an idle stream is written to, so that neither side takes it for dead (15 s). */
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** After how long a connection on which nothing moves is closed (60 s). */
  private static final Duration IDLE = Duration.ofSeconds(60);

  private final HttpServer server;
  private final Vertx vertx;
  private final ResultFeed feed;
  private final String host;
  private final long heartbeat;

  private WebServer(HttpServer server, Vertx vertx, ResultFeed feed, String host, long heartbeat) {
    this.server = server;
    this.vertx = vertx;
    this.feed = feed;
    this.host = host;
    this.heartbeat = heartbeat;
  }

  /**
   * Starts a server.
   *
   * @return the server once it listens; fails with a {@link WebException} if it cannot
   */
  public static Future<WebServer> start(Vertx vertx, WebSettings settings, WebParts parts) {
    PageFiles page;
    try {
      page = PageFiles.load();
    } catch (WebException e) {
      return Future.failedFuture(e);
    }
    ResultFeed feed = new ResultFeed();
    HttpServerOptions options =
        new HttpServerOptions()
            .setIdleTimeout((int) IDLE.toSeconds())
            .setMaxInitialLineLength(4096)
            .setMaxWebSocketFrameSize(4096)
            .setMaxWebSocketMessageSize(4096);
    return vertx
        .createHttpServer(options)
        .requestHandler(router(vertx, settings, parts, page, feed))
        .listen(settings.port(), settings.host())
        .map(
            server ->
                new WebServer(
                    server,
                    vertx,
                    feed,
                    settings.host(),
                    vertx.setPeriodic(HEARTBEAT.toMillis(), due -> feed.heartbeat())))
        .recover(failure -> Future.failedFuture(cannotListen(settings, failure)));
  }

  /** The port that it listens on. */
  public int port() {
    return server.actualPort();
  }

  /** The page's address, as a person on this machine opens it. */
  public String address() {
    boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
    String name = everywhere || Guard.isLocal(host) ? "localhost" : host;
    return "http://" + (name.contains(":") ? "[" + name + "]" : name) + ":" + port() + "/";
  }

  /** Hands a result to all who follow the results. */
  public void publish(Released released) {
    feed.publish(released);
  }

  /** Hands a decision of the planner to all who follow the results of all cameras. */
  public void publish(DecisionSpec decision) {
    feed.publish(decision);
  }

  /** Stops listening and closes all connections. */
  public Future<Void> close() {
    vertx.cancelTimer(heartbeat);
    return server.close();
  }

  private static Router router(
      Vertx vertx, WebSettings settings, WebParts parts, PageFiles page, ResultFeed feed) {
    Router router = Router.router(vertx);
    router.route().handler(new Guard(settings.host()));
    new CameraRoutes(vertx, parts.cameras(), parts.pictures(), feed).mount(router);
    new ResultRoutes(vertx, feed).mount(router);
    new PlanRoutes(vertx, parts.plan()).mount(router);
    router.get("/api/status").handler(context -> Replies.json(context, 200, parts.status().get()));
    router
        .get("/api/pipeline")
        .handler(context -> Replies.json(context, 200, parts.status().get().pipeline()));
    router.get("/metrics").handler(context -> metrics(vertx, context, parts));
    router.get("/livez").handler(context -> text(context, "live\n"));
    router.get("/readyz").handler(context -> ready(context, parts.readiness().get()));
    page.mount(router);
    router.errorHandler(
        404,
        context ->
            Replies.error(
                context,
                404,
                "There is nothing at this address.",
                "The page is at /, the state of everything at /api/status."));
    router.errorHandler(
        405,
        context ->
            Replies.error(
                context,
                405,
                "The method " + context.request().method() + " is not known at this address.",
                "See docs/api.md for what is."));
    router.errorHandler(
        413,
        context ->
            Replies.error(
                context,
                413,
                "The body is larger than " + CameraRoutes.MOST_BODY_BYTES + " bytes.",
                "Send less: only the fields that docs/api.md names."));
    router.errorHandler(
        400,
        context ->
            Replies.error(
                context, 400, "The request cannot be understood.", "Check its path and query."));
    router.errorHandler(500, WebServer::failed);
    return router;
  }

  private static void metrics(Vertx vertx, RoutingContext context, WebParts parts) {
    String type = MetricRegistry.mediaType(context.request().getHeader("accept"));
    vertx
        .executeBlocking(() -> parts.metrics().apply(type), false)
        .onSuccess(metrics -> context.response().putHeader("content-type", type).end(metrics))
        .onFailure(context::fail);
  }

  private static void text(RoutingContext context, String text) {
    context
        .response()
        .putHeader("content-type", "text/plain; charset=utf-8")
        .putHeader("cache-control", "no-store")
        .end(text);
  }

  private static void ready(RoutingContext context, Readiness readiness) {
    if (readiness.ready()) {
      text(context, "ready\n");
    } else {
      Replies.error(context, 503, readiness.why(), "Wait, and ask again.");
    }
  }

  private static void failed(RoutingContext context) {
    LOG.atError()
        .addKeyValue("method", context.request().method())
        .addKeyValue("path", context.request().path())
        .setCause(context.failure())
        .log("request failed");
    Replies.error(
        context, 500, "The dispatcher failed on this request.", "Its log says why; try again.");
  }

  private static WebException cannotListen(WebSettings settings, Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    boolean inUse =
        failure instanceof BindException
            && message.toLowerCase(Locale.ROOT).contains("already in use");
    if (inUse) {
      return new WebException(
          WebException.Reason.PORT_IN_USE,
          "Port %d of %s is in use by another program.%nStop that one, or choose another port (0 takes any free one)."
              .formatted(settings.port(), settings.host()),
          failure);
    }
    return new WebException(
        WebException.Reason.ADDRESS,
        "The web server cannot listen on %s port %d: %s.%nUse an address of this machine, such as %s, and a port above 1023."
            .formatted(settings.host(), settings.port(), message, WebSettings.DEFAULT_HOST),
        failure);
  }
}
