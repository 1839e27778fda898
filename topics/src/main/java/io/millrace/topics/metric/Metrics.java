package io.millrace.topics.metric;

import io.millrace.topics.metric.Metric.Kind;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Every metric of Millrace: its name, unit, labels and help text, and nowhere else. */
public final class Metrics {

  /** Label: name of a pipeline. */
  public static final String PIPELINE = "pipeline";

  /** Label: name of a stage. */
  public static final String STAGE = "stage";

  /** Label: id of a device. */
  public static final String DEVICE = "device";

  /** Label: what a camera does. */
  public static final String STATE = "state";

  /** Label: why a frame was dropped. */
  public static final String REASON = "reason";

  /** Upper bounds of the buckets of every histogram: 1 ms to 30 s. */
  public static final List<Duration> TIME_BUCKETS =
      Stream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000)
          .map(Duration::ofMillis)
          .toList();

  private static final List<String> OF_PIPELINE = List.of(PIPELINE);
  private static final List<String> OF_DEVICE = List.of(DEVICE);
  private static final List<String> OF_STAGE = List.of(PIPELINE, STAGE, DEVICE);
  private static final List<String> OF_STAGE_DROP = List.of(PIPELINE, STAGE, DEVICE, REASON);
  private static final List<String> OF_DROP = List.of(PIPELINE, STAGE, REASON);

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
          OF_STAGE_DROP,
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

  /** Whether a device pretends to be another. */
  public static final Metric DEVICE_EMULATED =
      new Metric(
          "millrace_device_emulated",
          Kind.GAUGE,
          "devices",
          OF_DEVICE,
          "1 when the device's speed, memory, network or power is emulated, else 0; then so is every figure with its label.");

  /** The plan that a device runs. */
  public static final Metric DEVICE_EPOCH =
      new Metric(
          "millrace_device_plan_epoch",
          Kind.GAUGE,
          "epochs",
          OF_DEVICE,
          "Epoch of the plan that the device runs; 0 when it runs none.");

  /** How busy a device is. */
  public static final Metric DEVICE_CPU =
      new Metric(
          "millrace_device_cpu_ratio",
          Kind.GAUGE,
          "ratio",
          OF_DEVICE,
          "Share of the device's processor time that is used, 0 to 1.");

  /** What a device draws. */
  public static final Metric DEVICE_POWER =
      new Metric(
          "millrace_device_power_watts",
          Kind.GAUGE,
          "watts",
          OF_DEVICE,
          "What the device draws; 0 when not known.");

  /** What a device used. */
  public static final Metric DEVICE_ENERGY =
      new Metric(
          "millrace_device_energy_joules_total",
          Kind.COUNTER,
          "joules",
          OF_DEVICE,
          "Energy that the device used since its worker started; 0 when not known.");

  /** Frames that cameras delivered. */
  public static final Metric FRAMES =
      new Metric(
          "millrace_frames_total",
          Kind.COUNTER,
          "frames",
          OF_PIPELINE,
          "Frames that cameras delivered, those dropped at ingest included.");

  /** Frames answered. */
  public static final Metric RESULTS =
      new Metric(
          "millrace_results_total",
          Kind.COUNTER,
          "frames",
          OF_PIPELINE,
          "Frames answered, each counted once.");

  /** Frames that could not be worked on. */
  public static final Metric DEAD_LETTERS =
      new Metric(
          "millrace_dead_letters_total",
          Kind.COUNTER,
          "frames",
          OF_PIPELINE,
          "Frames that ended as dead letters.");

  /** Frames given up. */
  public static final Metric DROPS =
      new Metric(
          "millrace_drops_total",
          Kind.COUNTER,
          "frames",
          OF_DROP,
          "Frames given up, by the stage that did and the reason; the stage 'ingest' stands for the cameras.");

  /** Outcomes that came again. */
  public static final Metric DUPLICATES =
      new Metric(
          "millrace_duplicates_total",
          Kind.COUNTER,
          "records",
          OF_PIPELINE,
          "Outcomes of frames that had one already; they reach nobody.");

  /** Results out of order. */
  public static final Metric LATE_RESULTS =
      new Metric(
          "millrace_late_results_total",
          Kind.COUNTER,
          "frames",
          OF_PIPELINE,
          "Results that came after their deadline, when a later frame of their camera had gone out.");

  /** Frames without an outcome. */
  public static final Metric IN_FLIGHT =
      new Metric(
          "millrace_in_flight_frames",
          Kind.GAUGE,
          "frames",
          OF_PIPELINE,
          "Frames that entered the pipeline and have no outcome yet.");

  /** Age of what waits longest. */
  public static final Metric OLDEST_FRAME =
      new Metric(
          "millrace_oldest_frame_age_seconds",
          Kind.GAUGE,
          "seconds",
          OF_PIPELINE,
          "Age, from capture, of the oldest frame that has no outcome yet; 0 when there is none.");

  /** Time from capture to result. */
  public static final Metric RESULT_LATENCY =
      new Metric(
          "millrace_result_latency_seconds",
          Kind.HISTOGRAM,
          "seconds",
          OF_PIPELINE,
          "Time from a frame's capture until its result was made.");

  /** Cameras by what they do. */
  public static final Metric CAMERAS =
      new Metric(
          "millrace_cameras",
          Kind.GAUGE,
          "cameras",
          List.of(PIPELINE, STATE),
          "Cameras of the dispatcher, by state.");

  /** Plates that could be read. */
  public static final Metric PLATES =
      new Metric(
          "millrace_plates_total",
          Kind.COUNTER,
          "plates",
          OF_PIPELINE,
          "Plates that stood readably in answered pictures of synthetic cameras.");

  /** Plates that were read. */
  public static final Metric PLATES_READ =
      new Metric(
          "millrace_plates_read_total",
          Kind.COUNTER,
          "plates",
          OF_PIPELINE,
          "Plates of synthetic cameras that were read exactly.");

  private Metrics() {}

  /** All metrics, for the generated reference. */
  public static List<Metric> all() {
    return List.of(
        FRAMES,
        RESULTS,
        DEAD_LETTERS,
        DROPS,
        DUPLICATES,
        LATE_RESULTS,
        IN_FLIGHT,
        OLDEST_FRAME,
        RESULT_LATENCY,
        CAMERAS,
        PLATES,
        PLATES_READ,
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
        STAGE_INSTANCES,
        DEVICE_EMULATED,
        DEVICE_EPOCH,
        DEVICE_CPU,
        DEVICE_POWER,
        DEVICE_ENERGY);
  }
}
