package io.millrace.planner.app;

import java.util.List;

/**
 * A problem file as it is written.
 *
 * @param cluster devices and network
 * @param pipelines what they shall carry
 * @param profiles how long each stage takes where
 */
record ProblemSection(
    ClusterSection cluster, List<PipelineSection> pipelines, List<ProfileSection> profiles) {}
