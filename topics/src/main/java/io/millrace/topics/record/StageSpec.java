package io.millrace.topics.record;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One step of a pipeline.
 *
 * @param name the stage's name; its topic is {@code <pipeline>.<name>}, the first stage's {@code
 *     <pipeline>.frames}
 * @param model id of the model in the catalogue
 * @param batch most frames in one call of the model, 1 to 256
 * @param linger how long a frame may wait for others to fill the batch
 * @param lanes partitions of the stage's topic, 1 to 1024
 * @param routing routing strategy towards this stage, such as {@code least-finish}
 * @param settings task settings over the catalogue's, by name
 * @param piece which piece of the model it runs
 */
public record StageSpec(
    StageId name,
    String model,
    int batch,
    Duration linger,
    int lanes,
    String routing,
    Map<String, Object> settings,
    PieceSpec piece) {

  /** Strategy used when a stage names none. */
  public static final String DEFAULT_ROUTING = "least-finish";

  /** Most frames in one call of the model. */
  public static final int MAX_BATCH = 256;

  /** Most partitions of a stage's topic. */
  public static final int MAX_LANES = 1024;

  /**
   * Checks the ranges.
   *
   * @param piece null for the whole model
   */
  public StageSpec(
      StageId name,
      String model,
      int batch,
      Duration linger,
      int lanes,
      String routing,
      Map<String, Object> settings,
      @Nullable PieceSpec piece) {
    if (model.isBlank()) {
      throw new IllegalArgumentException("model must not be blank");
    }
    if (routing.isBlank()) {
      throw new IllegalArgumentException("routing must not be blank");
    }
    if (batch < 1 || batch > MAX_BATCH) {
      throw new IllegalArgumentException("batch must be 1 to 256 (was " + batch + ")");
    }
    if (lanes < 1 || lanes > MAX_LANES) {
      throw new IllegalArgumentException("lanes must be 1 to 1024 (was " + lanes + ")");
    }
    if (linger.isNegative()) {
      throw new IllegalArgumentException("linger must not be negative (was " + linger + ")");
    }
    this.name = name;
    this.model = model;
    this.batch = batch;
    this.linger = linger;
    this.lanes = lanes;
    this.routing = routing;
    this.settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    this.piece = piece == null ? PieceSpec.WHOLE : piece;
  }

  /** A stage with a whole model. */
  public StageSpec(
      StageId name,
      String model,
      int batch,
      Duration linger,
      int lanes,
      String routing,
      Map<String, Object> settings) {
    this(name, model, batch, linger, lanes, routing, settings, PieceSpec.WHOLE);
  }
}
