package io.millrace.dispatcher.web;

import io.millrace.topics.record.CameraId;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Results as they come: {@code /api/results…}. Runs on the server's event loop.
 *
 * <p>Both streams begin with what comes next and take {@code ?camera=ID} to follow one camera. As
 * server-sent events, a result is an event {@code result}, and {@code missed} with {@code {"count":
 * n}} says that n results were let go because the client was too slow. On a WebSocket, a result is
 * a text message of its own, and so is {@code {"missed": n}}. Who follows all cameras also gets the
 * planner's decisions, as events {@code decision} and messages {@code {"decision": {…}}}.
 */
final class ResultRoutes {

  private final Vertx vertx;
  private final ResultFeed feed;

  ResultRoutes(Vertx vertx, ResultFeed feed) {
    this.vertx = vertx;
    this.feed = feed;
  }

  void mount(Router router) {
    router.get("/api/results/latest").handler(this::latest);
    router.get("/api/results/stream").handler(this::stream);
    router.get("/api/results/socket").handler(this::socket);
  }

  private void latest(RoutingContext context) {
    Buffer all = Buffer.buffer("[");
    List<ResultMessage> messages = feed.latest();
    for (int i = 0; i < messages.size(); i++) {
      all.appendString(i == 0 ? "" : ",").appendBuffer(messages.get(i).json());
    }
    Replies.json(context, 200, all.appendString("]"));
  }

  private void stream(RoutingContext context) {
    Optional<Predicate<Message>> wanted = wanted(context);
    if (wanted.isEmpty()) {
      return;
    }
    HttpServerResponse response = context.response();
    Client client = new Client(here(), response, new Events(response), wanted.get());
    if (!feed.join(client)) {
      tooMany(context);
      return;
    }
    response.exceptionHandler(broken -> feed.leave(client));
    response.closeHandler(closed -> feed.leave(client));
    response
        .setChunked(true)
        .putHeader("content-type", "text/event-stream")
        .putHeader("cache-control", "no-store")
        .putHeader("x-accel-buffering", "no");
    // A first byte, so that the client knows at once that it is connected.
    response.write(": results of Millrace\nretry: 1000\n\n");
  }

  private void socket(RoutingContext context) {
    Optional<Predicate<Message>> wanted = wanted(context);
    if (wanted.isEmpty()) {
      return;
    }
    if (!context.request().canUpgradeToWebSocket()) {
      if (context.request().version() == HttpVersion.HTTP_1_1) {
        // HTTP/2 forbids the header, and has no other way to say so.
        context.response().putHeader("upgrade", "websocket");
      }
      Replies.error(
          context,
          426,
          "This address speaks WebSocket only.",
          "Use /api/results/stream for server-sent events or /api/results/latest for JSON.");
      return;
    }
    if (feed.clients() >= ResultFeed.MOST_CLIENTS) {
      tooMany(context);
      return;
    }
    context
        .request()
        .toWebSocket()
        .onSuccess(socket -> follow(socket, wanted.get()))
        .onFailure(context::fail);
  }

  private void follow(ServerWebSocket socket, Predicate<Message> wanted) {
    Client client = new Client(here(), socket, new Texts(socket), wanted);
    socket.exceptionHandler(broken -> feed.leave(client));
    socket.closeHandler(closed -> feed.leave(client));
    if (!feed.join(client)) {
      socket.close((short) 1013, "Too many clients follow the results.");
    }
  }

  private Context here() {
    return vertx.getOrCreateContext();
  }

  private static Optional<Predicate<Message>> wanted(RoutingContext context) {
    String camera = context.request().getParam("camera");
    if (camera == null) {
      return Optional.of(message -> true);
    }
    try {
      CameraId id = CameraId.of(camera);
      return Optional.of(message -> message.isOf(id));
    } catch (IllegalArgumentException e) {
      Replies.error(context, 400, String.valueOf(e.getMessage()), "See GET /api/cameras.");
      return Optional.empty();
    }
  }

  private static void tooMany(RoutingContext context) {
    Replies.error(
        context,
        503,
        "Already " + ResultFeed.MOST_CLIENTS + " clients follow the results.",
        "Close some, or read the results topic itself.");
  }

  private record Events(HttpServerResponse response) implements Client.Writer {
    @Override
    public void write(Message message) {
      response.write(message.event());
    }

    @Override
    public void missed(long count) {
      response.write("event: missed\ndata: {\"count\":" + count + "}\n\n");
    }

    @Override
    public void heartbeat() {
      response.write(":\n\n");
    }
  }

  private record Texts(ServerWebSocket socket) implements Client.Writer {
    @Override
    public void write(Message message) {
      socket.writeTextMessage(message.text().toString());
    }

    @Override
    public void missed(long count) {
      socket.writeTextMessage("{\"missed\":" + count + "}");
    }

    @Override
    public void heartbeat() {
      socket.writePing(Buffer.buffer());
    }
  }
}
