package io.millrace.cli.config;

import io.millrace.topics.record.StageId;
import io.millrace.topics.record.StageSpec;
import io.millrace.topics.route.RoutingStrategy;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code pipeline.stages:}.
 *
 * @param name the stage's name
 * @param model id in the model catalogue (default: the stage's name)
 * @param batch most frames in one call of the model (default 1)
 * @param linger how long a frame may wait for others to fill the batch (default 0ms)
 * @param lanes partitions of the stage's topic (default 8)
 * @param routing routing strategy towards the stage (default least-finish)
 * @param settings task settings over the catalogue's
 * @param piece which piece of the model it runs (default: all of it)
 */
public record StageSection(
    String name,
    String model,
    Integer batch,
    Duration linger,
    Integer lanes,
    String routing,
    Map<String, Object> settings,
    @Nullable PieceSection piece) {

  private static final int DEFAULT_LANES = 8;

  public StageSection(
      @Nullable String name,
      @Nullable String model,
      @Nullable Integer batch,
      @Nullable Duration linger,
      @Nullable Integer lanes,
      @Nullable String routing,
      @Nullable Map<String, Object> settings,
      @Nullable PieceSection piece) {
    this.name = Required.value("name", name);
    this.model = model == null ? this.name : model;
    this.batch = batch == null ? 1 : batch;
    this.linger = linger == null ? Duration.ZERO : linger;
    this.lanes = lanes == null ? DEFAULT_LANES : lanes;
    this.routing = routing == null ? StageSpec.DEFAULT_ROUTING : routing;
    this.settings = settings == null ? Map.of() : Map.copyOf(settings);
    this.piece = piece;
    RoutingStrategy.named(this.routing);
    toSpec();
  }

  /** The stage as it travels. */
  public final StageSpec toSpec() {
    return new StageSpec(
        new StageId(name),
        model,
        batch,
        linger,
        lanes,
        routing,
        settings,
        piece == null ? null : piece.toSpec());
  }
}
