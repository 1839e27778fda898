package io.millrace.dispatcher.web;

import io.millrace.topics.codec.Json;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.DecisionSpec;
import io.vertx.core.buffer.Buffer;

/**
 * A decision of the planner as it goes to clients.
 *
 * @param json the decision as a JSON object
 */
record DecisionMessage(Buffer json) implements Message {

  static DecisionMessage of(DecisionSpec decision) {
    return new DecisionMessage(Buffer.buffer(Json.write(decision)));
  }

  @Override
  public Buffer event() {
    return Buffer.buffer("event: decision\ndata: ").appendBuffer(json).appendString("\n\n");
  }

  @Override
  public Buffer text() {
    return Buffer.buffer("{\"decision\":").appendBuffer(json).appendString("}");
  }

  @Override
  public boolean isOf(CameraId camera) {
    return false;
  }
}
