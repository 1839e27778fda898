package io.millrace.dispatcher.web;

import io.millrace.dispatcher.board.PlannerBoard;
import io.millrace.topics.record.PlanRequest;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The plan, the devices, the planner's decisions and the carbon that it counts with: {@code
 * /api/plan…}, {@code /api/devices}, {@code /api/decisions} and {@code /api/carbon}. Runs on the
 * server's event loop.
 */
final class PlanRoutes {

  /** Decisions in an answer unless more or fewer are asked for (10). */
  static final int DEFAULT_DECISIONS = 10;

  private static final String BODY = "{\"kind\": \"ROLL_BACK\", \"epoch\": 4}";
  private static final Set<String> FIELDS = Set.of("kind", "epoch");

  private record Wish(PlanRequest.Kind kind, long epoch) {}

  private final Vertx vertx;
  private final PlanControl plan;

  PlanRoutes(Vertx vertx, PlanControl plan) {
    this.vertx = vertx;
    this.plan = plan;
  }

  void mount(Router router) {
    router.get("/api/plan").handler(context -> Replies.json(context, 200, plan.view()));
    router
        .get("/api/devices")
        .handler(context -> Replies.json(context, 200, plan.view().devices()));
    router.get("/api/carbon").handler(context -> Replies.json(context, 200, plan.carbon()));
    router.get("/api/decisions").handler(this::decisions);
    router
        .post("/api/plan/requests")
        .handler(BodyHandler.create(false).setBodyLimit(CameraRoutes.MOST_BODY_BYTES))
        .handler(this::ask);
  }

  private void decisions(RoutingContext context) {
    String limit = context.request().getParam("limit", Integer.toString(DEFAULT_DECISIONS));
    int most;
    try {
      most = Integer.parseInt(limit);
    } catch (NumberFormatException e) {
      most = 0;
    }
    if (most < 1 || most > PlannerBoard.DECISIONS) {
      Replies.error(
          context,
          400,
          "limit must be a whole number from 1 to %d (was %s)"
              .formatted(PlannerBoard.DECISIONS, limit),
          "Leave it out for the last " + DEFAULT_DECISIONS + ".");
      return;
    }
    Replies.json(context, 200, plan.decisions(most));
  }

  private void ask(RoutingContext context) {
    Optional<Wish> read = JsonBody.read(context, BODY, FIELDS, PlanRoutes::wish);
    if (read.isEmpty()) {
      return;
    }
    Wish wish = read.get();
    vertx
        .executeBlocking(
            () -> {
              plan.ask(wish.kind(), wish.epoch());
              return true;
            })
        .onSuccess(asked -> Replies.json(context, 202, Map.of("asked", wish.kind())))
        .onFailure(
            failure -> {
              if (failure instanceof IllegalStateException) {
                Replies.error(
                    context, 503, String.valueOf(failure.getMessage()), "Wait, and ask again.");
              } else {
                context.fail(failure);
              }
            });
  }

  private static Wish wish(JsonBody body) {
    String kind = body.text("kind", "");
    PlanRequest.Kind wanted =
        Arrays.stream(PlanRequest.Kind.values())
            .filter(each -> each.name().equals(kind))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "kind must be one of %s (was '%s')"
                            .formatted(Arrays.toString(PlanRequest.Kind.values()), kind)));
    long epoch = body.count("epoch", 0);
    if (wanted == PlanRequest.Kind.ROLL_BACK && epoch == 0) {
      throw new IllegalArgumentException("ROLL_BACK needs the epoch of the plan to bring back.");
    }
    return new Wish(wanted, epoch);
  }
}
