package io.millrace.worker.agent;

import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.StageSpec;
import io.millrace.worker.infer.Processor;

/**
 * What an instance runs. Instances of the same kind are interchangeable; when anything of it
 * changes, an instance is replaced.
 *
 * @param pipeline the pipeline
 * @param stage the stage, one of the pipeline's
 * @param processor what its model runs on
 */
public record InstanceKind(PipelineSpec pipeline, StageSpec stage, Processor processor) {}
