package io.millrace.dispatcher.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.millrace.dispatcher.results.Released;
import io.millrace.topics.codec.Json;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.Result;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A result as it goes to clients: encoded once for all of them, and not before the first one wants
 * it. Safe for use by many threads.
 */
final class ResultMessage implements Message {

  // What people get: the result's own fields and whether it came late.
  record Body(@JsonUnwrapped Result result, boolean late) {}

  private final Released released;
  private @Nullable Buffer json;
  private @Nullable Buffer event;

  ResultMessage(Released released) {
    this.released = released;
  }

  FrameRef frame() {
    return released.result().frame();
  }

  boolean late() {
    return released.late();
  }

  /** The result as a JSON object. */
  synchronized Buffer json() {
    if (json == null) {
      json = Buffer.buffer(Json.write(new Body(released.result(), released.late())));
    }
    return json;
  }

  @Override
  public Buffer text() {
    return json();
  }

  @Override
  public boolean isOf(CameraId camera) {
    return frame().camera().equals(camera);
  }

  @Override
  public synchronized Buffer event() {
    if (event == null) {
      event =
          Buffer.buffer("event: result\nid: " + frame().name() + "\ndata: ")
              .appendBuffer(json())
              .appendString("\n\n");
    }
    return event;
  }
}
