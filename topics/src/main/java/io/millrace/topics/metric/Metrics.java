package io.millrace.topics.metric;

import io.millrace.topics.metric.Metric.Kind;
import java.util.List;

/** Every metric of Millrace: its name, unit, labels and help text, and nowhere else. */
public final class Metrics {

  /** Label: name of a pipeline. */
  public static final String PIPELINE = "pipeline";

  /** Label: name of a stage. */
  public static final String STAGE = "stage";

  /** Label: id of a device. */
  public static final String DEVICE = "device";

  /** Label: why a frame was dropped. */
  public static final String REASON = "reason";

  private static final List<String> OF_STAGE = List.of(PIPELINE, STAGE, DEVICE);
  private static final List<String> OF_DROP = List.of(PIPELINE, STAGE, DEVICE, REASON);

  /** Frames taken from a stage's lanes. */
  public static final Metric STAGE_TAKEN =
      new Metric(
          "millrace_stage_taken_frames_total",
          Kind.COUNTER,
          "frames",
          OF_STAGE,
          "Frames that instances of the stage took from its lanes.");

  /** Frames passed on or answered by a stage. */
  public static final Metric STAGE_ANSWERED =
      new Metric(
          "millrace_stage_answered_frames_total",
          Kind.COUNTER,
          "frames",
          OF_STAGE,
          "Frames that the stage passed on to the next one or answered, acknowledged by Kafka.");

  /** Records that a stage could not work on. */
  public static final Metric STAGE_DEAD_LETTERS =
      new Metric(
          "millrace_stage_dead_letters_total",
          Kind.COUNTER,
          "records",
          OF_STAGE,
          "Records that the stage could not work on and put on the dead-letters topic.");

  /** Frames that a stage gave up. */
  public static final Metric STAGE_DROPS =
      new Metric(
          "millrace_stage_drops_total",
          Kind.COUNTER,
          "frames",
          OF_DROP,
          "Frames that the stage gave up, by reason.");

  /** Records that had to be sent again. */
  public static final Metric STAGE_RESENDS =
      new Metric(
          "millrace_stage_resends_total",
          Kind.COUNTER,
          "records",
          OF_STAGE,
          "Records that Kafka did not acknowledge and that were sent again.");

  /** Calls of a stage's model. */
  public static final Metric STAGE_BATCHES =
      new Metric(
          "millrace_stage_batches_total",
          Kind.COUNTER,
          "batches",
          OF_STAGE,
          "Batches of frames that the stage worked on.");

  /** Time that an instance is busy with a frame. */
  public static final Metric STAGE_SERVICE =
      new Metric(
          "millrace_stage_service_seconds",
          Kind.HISTOGRAM,
          "seconds",
          OF_STAGE,
          "Time that an instance is busy per frame: decoding, model, encoding.");

  /** Age of a frame when a stage takes it. */
  public static final Metric STAGE_AGE =
      new Metric(
          "millrace_stage_age_seconds",
          Kind.HISTOGRAM,
          "seconds",
          OF_STAGE,
          "Age of frames, from capture, when the stage takes them.");

  /** Time that a frame spends in a stage. */
  public static final Metric STAGE_LATENCY =
      new Metric(
          "millrace_stage_latency_seconds",
          Kind.HISTOGRAM,
          "seconds",
          OF_STAGE,
          "Time from taking a frame until what follows from it is acknowledged by Kafka.");

  /** Frames that wait for a stage. */
  public static final Metric STAGE_BACKLOG =
      new Metric(
          "millrace_stage_backlog_frames",
          Kind.GAUGE,
          "frames",
          OF_STAGE,
          "Frames that wait in the lanes and in the instances of the stage on this device.");

  /** Frames that a stage works on. */
  public static final Metric STAGE_IN_FLIGHT =
      new Metric(
          "millrace_stage_in_flight_frames",
          Kind.GAUGE,
          "frames",
          OF_STAGE,
          "Frames that instances of the stage on this device work on now.");

  /** Instances of a stage that serve. */
  public static final Metric STAGE_INSTANCES =
      new Metric(
          "millrace_stage_serving_instances",
          Kind.GAUGE,
          "instances",
          OF_STAGE,
          "Instances of the stage on this device that are warm and take frames.");

  private Metrics() {}

  /** All metrics, for the generated reference. */
  public static List<Metric> all() {
    return List.of(
        STAGE_TAKEN,
        STAGE_ANSWERED,
        STAGE_DEAD_LETTERS,
        STAGE_DROPS,
        STAGE_RESENDS,
        STAGE_BATCHES,
        STAGE_SERVICE,
        STAGE_AGE,
        STAGE_LATENCY,
        STAGE_BACKLOG,
        STAGE_IN_FLIGHT,
        STAGE_INSTANCES);
  }
}
