package io.millrace.topics.catalog;

import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.StageId;
import io.millrace.topics.record.StageSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Which topics Millrace uses: their names, lanes, retention and limits, as data. */
public final class TopicCatalog {

  /** Pipelines by name. */
  public static final String PIPELINES = "millrace.pipelines";

  /** Cameras by id. */
  public static final String CAMERAS = "millrace.cameras";

  /** Devices by id. */
  public static final String DEVICES = "millrace.devices";

  /** Profiles by device, processor, pipeline and stage. */
  public static final String PROFILES = "millrace.profiles";

  /** The plan in force. */
  public static final String PLANS = "millrace.plans";

  /** What the planner decided, one after the other. */
  public static final String DECISIONS = "millrace.decisions";

  /** What people ask of the planner. */
  public static final String REQUESTS = "millrace.requests";

  /** Carbon intensity by zone, as it changes; kept, so that a day can be looked at. */
  public static final String CARBON = "millrace.carbon";

  /** Load reports by instance. */
  public static final String LOAD = "millrace.load";

  /** Resource reports by device. */
  public static final String RESOURCES = "millrace.resources";

  /**
   * Greatest record on a pipeline's topics unless configured (4 MiB): a 1080p JPEG of the best
   * quality fits, and a broker's default fetch sizes take it.
   */
  public static final int DEFAULT_MAX_RECORD_BYTES = 4 << 20;

  /**
   * Room that a dead letter has over the greatest record (64 KiB): for the headers that say what
   * was wrong, beside the value as it came.
   */
  public static final int DEAD_LETTER_ROOM_BYTES = 64 << 10;

  /** Lanes of the results and dead-letters topics: a camera's answers stay on one, in order. */
  public static final int RESULT_LANES = 4;

  private static final Duration SHORT = Duration.ofMinutes(15);
  private static final Duration LONG = Duration.ofDays(7);
  private static final Duration LOAD_KEPT = Duration.ofMinutes(5);
  private static final long LANE_BYTES = 512L << 20;
  private static final long RESULT_BYTES = 1L << 30;
  private static final int CONTROL_RECORD_BYTES = 1 << 20;

  private TopicCatalog() {}

  /** The topic that a stage reads. */
  public static String input(PipelineSpec pipeline, StageId stage) {
    return pipeline.first().name().equals(stage)
        ? frames(pipeline.name())
        : pipeline.name() + "." + stage;
  }

  /** The topic that cameras write. */
  public static String frames(PipelineId pipeline) {
    return pipeline + ".frames";
  }

  /** The topic of results and drops. */
  public static String results(PipelineId pipeline) {
    return pipeline + ".results";
  }

  /** The topic of records that could not be worked on. */
  public static String deadLetters(PipelineId pipeline) {
    return pipeline + ".dead-letters";
  }

  /** The consumer group of a stage. */
  public static String group(PipelineId pipeline, StageId stage) {
    return pipeline + "." + stage;
  }

  /** Every topic that the pipeline needs, the shared ones first. */
  public static List<TopicSpec> topics(PipelineSpec pipeline, int maxRecordBytes) {
    List<TopicSpec> topics = new ArrayList<>(shared());
    for (StageSpec stage : pipeline.stages()) {
      topics.add(
          new TopicSpec(
              input(pipeline, stage.name()),
              stage.lanes(),
              TopicSpec.Cleanup.DELETE,
              SHORT,
              LANE_BYTES,
              maxRecordBytes));
    }
    topics.add(
        new TopicSpec(
            results(pipeline.name()),
            RESULT_LANES,
            TopicSpec.Cleanup.DELETE,
            LONG,
            RESULT_BYTES,
            maxRecordBytes));
    topics.add(
        new TopicSpec(
            deadLetters(pipeline.name()),
            RESULT_LANES,
            TopicSpec.Cleanup.DELETE,
            LONG,
            RESULT_BYTES,
            maxRecordBytes + DEAD_LETTER_ROOM_BYTES));
    return List.copyOf(topics);
  }

  /** The topics that all pipelines share. */
  public static List<TopicSpec> shared() {
    List<TopicSpec> shared = new ArrayList<>();
    for (String name : List.of(PIPELINES, CAMERAS, DEVICES, PROFILES, PLANS)) {
      shared.add(
          new TopicSpec(
              name, 1, TopicSpec.Cleanup.COMPACT, Duration.ZERO, 0, CONTROL_RECORD_BYTES));
    }
    for (String name : List.of(LOAD, RESOURCES, REQUESTS)) {
      shared.add(
          new TopicSpec(
              name, 1, TopicSpec.Cleanup.DELETE, LOAD_KEPT, LANE_BYTES, CONTROL_RECORD_BYTES));
    }
    for (String name : List.of(DECISIONS, CARBON)) {
      shared.add(
          new TopicSpec(name, 1, TopicSpec.Cleanup.DELETE, LONG, LANE_BYTES, CONTROL_RECORD_BYTES));
    }
    return shared;
  }
}
