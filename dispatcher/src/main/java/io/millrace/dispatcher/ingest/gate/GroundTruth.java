package io.millrace.dispatcher.ingest.gate;

import io.millrace.topics.codec.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A text that really stands in a picture; a picture's truth travels as a JSON array of these.
 *
 * @param text as printed, groups separated by single spaces; who compares a reading with it
 *     compares letters and digits only
 * @param quad the text's corners {@code [x, y]} in pixels, clockwise from its top left; may reach
 *     beyond the picture
 * @param readable whether somebody could be asked to read it: wholly inside the picture, hidden by
 *     nothing, turned towards the camera and high enough
 */
public record GroundTruth(String text, List<List<Double>> quad, boolean readable) {

  public GroundTruth {
    quad = quad.stream().map(List::copyOf).toList();
  }

  /** The truth of one picture as it travels. */
  static String json(List<GroundTruth> truths) {
    return new String(Json.write(truths), StandardCharsets.UTF_8);
  }
}
