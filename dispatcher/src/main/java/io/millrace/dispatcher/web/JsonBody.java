package io.millrace.dispatcher.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The JSON object in a request's body, read strictly: a field that nobody reads is an error.
 *
 * @param object the object
 */
record JsonBody(JsonObject object) {

  /**
   * Reads a body; answers the request with what is wrong when it cannot be read.
   *
   * @param example a body that is right, for the answer
   * @param fields the fields that are read
   */
  static <T> Optional<T> read(
      RoutingContext context, String example, Set<String> fields, Function<JsonBody, T> reader) {
    String type = context.request().getHeader("content-type");
    // Not only strictness: a form of another site can send text/plain, but not JSON.
    if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
      Replies.error(
          context,
          415,
          "The content type must be application/json (was " + type + ").",
          "Send " + example + ".");
      return Optional.empty();
    }
    try {
      return Optional.of(reader.apply(parse(context.body().buffer(), fields)));
    } catch (DecodeException | IllegalArgumentException e) {
      Replies.error(
          context, 400, String.valueOf(e.getMessage()), "Send a body such as " + example + ".");
      return Optional.empty();
    }
  }

  private static JsonBody parse(Buffer bytes, Set<String> fields) {
    if (bytes == null || bytes.length() == 0) {
      throw new IllegalArgumentException("The body is empty.");
    }
    JsonObject body = new JsonObject(bytes);
    for (String field : body.fieldNames()) {
      if (!fields.contains(field)) {
        throw new IllegalArgumentException("Nobody reads the field '" + field + "'.");
      }
    }
    return new JsonBody(body);
  }

  /** A text without blanks around it. */
  String text(String field, String otherwise) {
    if (object.getValue(field, otherwise) instanceof String text) {
      return text.strip();
    }
    throw new IllegalArgumentException("The field '" + field + "' must be text.");
  }

  /** A whole number, 0 or more. */
  long count(String field, long otherwise) {
    Object value = object.getValue(field, otherwise);
    if ((value instanceof Long || value instanceof Integer) && ((Number) value).longValue() >= 0) {
      return ((Number) value).longValue();
    }
    throw new IllegalArgumentException(
        "The field '%s' must be a whole number, 0 or more (was %s).".formatted(field, value));
  }
}
