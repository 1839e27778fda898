package io.millrace.topics.record;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A pipeline: the chain of stages that every frame of its cameras goes through.
 *
 * @param name the pipeline's name
 * @param version raised when the answers would change; part of every result's identity
 * @param freshness age at which a frame of a live camera is no longer worth any work
 * @param stages the chain, first stage first; at least one
 */
public record PipelineSpec(
    PipelineId name, int version, Duration freshness, List<StageSpec> stages) {

  /** Begins the names of the topics that all pipelines share, so no pipeline may have it. */
  private static final String SHARED = "millrace";

  public PipelineSpec {
    if (name.value().equals(SHARED)) {
      throw new IllegalArgumentException(
          "name must not be '%s', which begins the names of the shared topics".formatted(SHARED));
    }
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("stages must name at least one stage");
    }
    if (version < 1) {
      throw new IllegalArgumentException("version must be at least 1 (was " + version + ")");
    }
    if (freshness.isNegative() || freshness.isZero()) {
      throw new IllegalArgumentException("freshness must be positive (was " + freshness + ")");
    }
    stages = List.copyOf(stages);
    Set<String> taken = new HashSet<>(Set.of("frames", "results", "dead-letters"));
    for (StageSpec stage : stages) {
      if (!taken.add(stage.name().value())) {
        throw new IllegalArgumentException(
            "stages must have names of their own, other than frames, results and dead-letters ('%s' stands twice)"
                .formatted(stage.name()));
      }
    }
    for (int i = 0; i < stages.size(); i++) {
      checkPiece(stages, i);
    }
  }

  /**
   * The pieces of a model stand one after another, and nothing comes after the last: the picture
   * stays with the first, so that there is nothing to cut crops from.
   */
  private static void checkPiece(List<StageSpec> stages, int index) {
    StageSpec stage = stages.get(index);
    PieceSpec piece = stage.piece();
    if (!piece.first() && (index == 0 || !follows(stages.get(index - 1), stage))) {
      throw new IllegalArgumentException(
          "the stage '%s' runs piece %d of %d of '%s', so the stage before it must run piece %d of %d of it"
              .formatted(
                  stage.name(),
                  piece.part(),
                  piece.of(),
                  stage.model(),
                  piece.part() - 1,
                  piece.of()));
    }
    boolean end = index == stages.size() - 1;
    if (piece.of() > 1 && piece.last() != end) {
      throw new IllegalArgumentException(
          piece.last()
              ? "the stage '%s' runs the last piece of '%s', so no stage can follow: the picture stays with the first piece"
                  .formatted(stage.name(), stage.model())
              : "the stage '%s' runs piece %d of %d of '%s', so a stage with the next piece must follow"
                  .formatted(stage.name(), piece.part(), piece.of(), stage.model()));
    }
  }

  private static boolean follows(StageSpec before, StageSpec stage) {
    return before.model().equals(stage.model())
        && before.piece().of() == stage.piece().of()
        && before.piece().part() + 1 == stage.piece().part();
  }

  /** The stage that takes the cameras' frames. */
  public StageSpec first() {
    return stages.get(0);
  }

  /**
   * The stage of this name.
   *
   * @throws IllegalArgumentException if the pipeline has none, naming those that it has
   */
  public StageSpec stage(StageId id) {
    return stages.stream()
        .filter(stage -> stage.name().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The pipeline '%s' has no stage '%s'.%nMaybe one of %s."
                        .formatted(name, id, stages.stream().map(StageSpec::name).toList())));
  }

  /** The stage after this one, or empty after the last. */
  public Optional<StageSpec> after(StageId id) {
    int next = stages.indexOf(stage(id)) + 1;
    return next < stages.size() ? Optional.of(stages.get(next)) : Optional.empty();
  }
}
