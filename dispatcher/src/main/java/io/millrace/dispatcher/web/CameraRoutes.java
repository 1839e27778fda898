package io.millrace.dispatcher.web;

import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.CameraSpec;
import io.millrace.topics.record.FrameRef;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What can be asked of cameras: {@code /api/cameras…}. Runs on the server's event loop. */
final class CameraRoutes {

  /** Largest body of a request (16 KiB). */
  static final int MOST_BODY_BYTES = 16 << 10;

  private static final String BODY =
      "{\"id\": \"gate-1\", \"address\": \"gate:\", \"pace\": \"5/s\"}";
  private static final Set<String> FIELDS = Set.of("id", "address", "pace");

  private final Vertx vertx;
  private final CameraControl cameras;
  private final Pictures pictures;
  private final ResultFeed feed;

  CameraRoutes(Vertx vertx, CameraControl cameras, Pictures pictures, ResultFeed feed) {
    this.vertx = vertx;
    this.cameras = cameras;
    this.pictures = pictures;
    this.feed = feed;
  }

  void mount(Router router) {
    router.get("/api/cameras").handler(context -> Replies.json(context, 200, cameras.list()));
    router
        .post("/api/cameras")
        .handler(BodyHandler.create(false).setBodyLimit(MOST_BODY_BYTES))
        .handler(this::add);
    router.delete("/api/cameras/:id").handler(context -> withCamera(context, this::remove));
    router.get("/api/cameras/:id/latest").handler(context -> withCamera(context, this::latest));
    router.get("/api/cameras/:id/picture").handler(context -> withCamera(context, this::picture));
  }

  private record Asked(RoutingContext context, CameraId camera) {}

  private static void withCamera(RoutingContext context, Consumer<Asked> then) {
    CameraId camera;
    try {
      camera = CameraId.of(context.pathParam("id"));
    } catch (IllegalArgumentException e) {
      Replies.error(context, 400, String.valueOf(e.getMessage()), "See GET /api/cameras.");
      return;
    }
    then.accept(new Asked(context, camera));
  }

  private void add(RoutingContext context) {
    Optional<CameraSpec> read = JsonBody.read(context, BODY, FIELDS, CameraRoutes::wanted);
    if (read.isEmpty()) {
      return;
    }
    CameraSpec wanted = read.get();
    vertx
        .executeBlocking(() -> cameras.add(wanted))
        .onSuccess(
            change -> {
              if (change instanceof CameraControl.Change.Done done) {
                context.response().putHeader("location", "/api/cameras/" + wanted.id());
                Replies.json(context, 201, done.camera());
              } else {
                refuse(context, change);
              }
            })
        .onFailure(context::fail);
  }

  private void remove(Asked asked) {
    vertx
        .executeBlocking(() -> cameras.remove(asked.camera()))
        .onSuccess(
            change -> {
              if (change instanceof CameraControl.Change.Done) {
                pictures.forget(asked.camera());
                feed.forget(asked.camera());
                asked.context().response().setStatusCode(204).end();
              } else {
                refuse(asked.context(), change);
              }
            })
        .onFailure(asked.context()::fail);
  }

  private void latest(Asked asked) {
    Optional<ResultMessage> latest = feed.latest(asked.camera());
    if (latest.isPresent()) {
      Replies.json(asked.context(), 200, latest.get().json());
    } else {
      Replies.error(
          asked.context(),
          404,
          "There is no result of camera '" + asked.camera() + "' yet.",
          "See GET /api/cameras for the cameras and what they are doing.");
    }
  }

  private void picture(Asked asked) {
    RoutingContext context = asked.context();
    String run = context.request().getParam("run");
    String sequence = context.request().getParam("sequence");
    if (run == null && sequence == null) {
      Optional<FrameRef> latest = pictures.latest(asked.camera());
      Optional<byte[]> jpeg =
          latest.flatMap(frame -> pictures.jpeg(asked.camera(), frame.run(), frame.sequence()));
      if (latest.isPresent() && jpeg.isPresent()) {
        context.response().putHeader("cache-control", "no-store");
        jpeg(context, jpeg.get(), latest.get().run(), latest.get().sequence());
      } else {
        noPicture(asked);
      }
      return;
    }
    long runNumber;
    long sequenceNumber;
    try {
      runNumber = Long.parseLong(String.valueOf(run));
      sequenceNumber = Long.parseLong(String.valueOf(sequence));
    } catch (NumberFormatException e) {
      Replies.error(
          context,
          400,
          "run and sequence must both be whole numbers (were %s and %s)".formatted(run, sequence),
          "Take both from a result's frame, or neither for the newest picture.");
      return;
    }
    Optional<byte[]> jpeg = pictures.jpeg(asked.camera(), runNumber, sequenceNumber);
    if (jpeg.isPresent()) {
      // A frame's name is never used again, so its picture never changes.
      context.response().putHeader("cache-control", "private, max-age=600, immutable");
      jpeg(context, jpeg.get(), runNumber, sequenceNumber);
    } else {
      noPicture(asked);
    }
  }

  private static void jpeg(RoutingContext context, byte[] jpeg, long run, long sequence) {
    context
        .response()
        .putHeader("content-type", "image/jpeg")
        .putHeader("millrace-run", Long.toString(run))
        .putHeader("millrace-sequence", Long.toString(sequence))
        .end(Buffer.buffer(jpeg));
  }

  private static void noPicture(Asked asked) {
    Replies.error(
        asked.context(),
        404,
        "There is no such picture of camera '" + asked.camera() + "' (any more).",
        "Ask for a newer one; only the latest pictures are kept.");
  }

  private static void refuse(RoutingContext context, CameraControl.Change change) {
    CameraControl.Change.Refused refused = (CameraControl.Change.Refused) change;
    Replies.error(context, refused.refusal().status(), refused.problem());
  }

  private static CameraSpec wanted(JsonBody body) {
    return new CameraSpec(
        CameraId.of(body.text("id", "")),
        body.text("address", ""),
        body.text("pace", CameraSpec.DEFAULT_PACE));
  }
}
