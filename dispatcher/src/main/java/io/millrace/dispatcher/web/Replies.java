package io.millrace.dispatcher.web;

import io.millrace.topics.codec.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

/** The forms in which the web server answers. */
final class Replies {

  private record Body(Problem error) {}

  private Replies() {}

  /** Answers with a value as JSON. */
  static void json(RoutingContext request, int status, Object value) {
    json(request, status, Buffer.buffer(Json.write(value)));
  }

  /** Answers with JSON that is written already. */
  static void json(RoutingContext request, int status, Buffer json) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .putHeader("cache-control", "no-store")
        .end(json);
  }

  /** Answers with an error, unless an answer has begun. */
  static void error(RoutingContext request, int status, Problem problem) {
    if (request.response().ended() || request.response().closed()) {
      return;
    }
    if (request.response().headWritten()) {
      request.response().reset();
      return;
    }
    json(request, status, new Body(problem));
  }

  /** Answers with an error at the request's own path. */
  static void error(RoutingContext request, int status, String what, String todo) {
    error(request, status, new Problem(what, request.request().path(), todo));
  }
}
