package io.millrace.cli.config;

import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.PipelineSpec;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code pipeline:} section.
 *
 * @param name the pipeline's name
 * @param version raised when answers would change (default 1)
 * @param freshness age at which a live frame is dropped (default 2s)
 * @param stages the chain, first stage first
 */
public record PipelineSection(
    String name, Integer version, Duration freshness, List<StageSection> stages) {

  private static final Duration DEFAULT_FRESHNESS = Duration.ofSeconds(2);

  public PipelineSection(
      @Nullable String name,
      @Nullable Integer version,
      @Nullable Duration freshness,
      @Nullable List<StageSection> stages) {
    this.name = Required.value("name", name);
    this.version = version == null ? 1 : version;
    this.freshness = freshness == null ? DEFAULT_FRESHNESS : freshness;
    this.stages = List.copyOf(Required.value("stages", stages));
    // Checked here, so that an error names this section's place in the file.
    toSpec();
  }

  /** The pipeline as it travels. */
  public final PipelineSpec toSpec() {
    return new PipelineSpec(
        new PipelineId(name),
        version,
        freshness,
        stages.stream().map(StageSection::toSpec).toList());
  }
}
