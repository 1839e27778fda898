package io.millrace.topics.metric;

import io.millrace.topics.metric.Metric.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every metric of Millrace: its name, unit, labels and help text, and nowhere else.
 *
 * <p>Labels are bounded by what people configure: pipelines, stages, devices, cameras, carbon
 * zones. Instances, frames and runs are none. Whatever is told of a device tells whether it is
 * emulated.
 */
public final class Metrics {

  /** Label: name of a pipeline. */
  public static final String PIPELINE = "pipeline";

  /** Label: name of a stage. */
  public static final String STAGE = "stage";

  /** Label: id of a device. */
  public static final String DEVICE = "device";

  /** Label: {@code true} when the device pretends to be another, so that its figures do, too. */
  public static final String EMULATED = "emulated";

  /** Label: id of a camera. */
  public static final String CAMERA = "camera";

  /** Label: what a camera does. */
  public static final String STATE = "state";

  /** Label: why a frame was dropped. */
  public static final String REASON = "reason";

  /** Label: which part of a frame's life. */
  public static final String PART = "part";

  /** Label: what decided where a record goes. */
  public static final String BY = "by";

  /** Label: where a figure comes from. */
  public static final String SOURCE = "source";

  /** Label: what makes plans. */
  public static final String STRATEGY = "strategy";

  /** Label: what plans are made for. */
  public static final String OBJECTIVE = "objective";

  /** Label: what was decided. */
  public static final String KIND = "kind";

  /** Label: {@code started} or {@code stopped}. */
  public static final String MOVE = "move";

  /** Label: a carbon zone. */
  public static final String ZONE = "zone";

  /** Label: the role of a Kafka client: its consumer group, or else its client id. */
  public static final String CLIENT = "client";

  /** Upper bounds of the buckets of durations: 1 ms to 30 s. */
  static final List<Duration> TIMES =
      Stream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000)
          .map(Duration::ofMillis)
          .toList();

  /** Upper bounds of the buckets of everything else. */
  static final double[] COUNTS = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64};

  private static final List<String> NONE = List.of();
  private static final List<String> OF_PIPELINE = List.of(PIPELINE);
  private static final List<String> OF_CAMERA = List.of(PIPELINE, CAMERA);
  private static final List<String> OF_DROP = List.of(PIPELINE, STAGE, REASON);
  private static final List<String> OF_STAGE = List.of(PIPELINE, STAGE, DEVICE, EMULATED);
  private static final List<String> OF_STAGE_DROP =
      List.of(PIPELINE, STAGE, DEVICE, EMULATED, REASON);
  private static final List<String> OF_STAGE_PART =
      List.of(PIPELINE, STAGE, DEVICE, EMULATED, PART);
  private static final List<String> OF_DEVICE = List.of(DEVICE, EMULATED);
  private static final List<String> OF_DEVICE_SOURCE = List.of(DEVICE, EMULATED, SOURCE);

  private static final List<Metric> ALL = new ArrayList<>();

  // Where every frame goes, from the dispatcher.

  /** Frames that cameras delivered. */
  public static final Metric FRAMES =
      counter(
          "millrace_frames_total",
          "frames",
          OF_PIPELINE,
          "Frames that cameras delivered, those dropped at ingest included.");

  /** Frames answered. */
  public static final Metric RESULTS =
      counter(
          "millrace_results_total", "frames", OF_PIPELINE, "Frames answered, each counted once.");

  /** Frames that could not be worked on. */
  public static final Metric DEAD_LETTERS =
      counter(
          "millrace_dead_letters_total",
          "frames",
          OF_PIPELINE,
          "Frames that ended as dead letters.");

  /** Frames given up. */
  public static final Metric DROPS =
      counter(
          "millrace_drops_total",
          "frames",
          OF_DROP,
          "Frames given up, by the stage that did and the reason; the stage 'ingest' stands for the cameras.");

  /** Outcomes that came again. */
  public static final Metric DUPLICATES =
      counter(
          "millrace_duplicates_total",
          "records",
          OF_PIPELINE,
          "Outcomes of frames that had one already; they reach nobody.");

  /** Results out of order. */
  public static final Metric LATE_RESULTS =
      counter(
          "millrace_late_results_total",
          "frames",
          OF_PIPELINE,
          "Results that came after their deadline, when a later frame of their camera had gone out.");

  /** Frames without an outcome. */
  public static final Metric IN_FLIGHT =
      gauge(
          "millrace_in_flight_frames",
          "frames",
          OF_PIPELINE,
          "Frames that entered the pipeline and have no outcome yet.");

  /** Age of what waits longest. */
  public static final Metric OLDEST_FRAME =
      gauge(
          "millrace_oldest_frame_age_seconds",
          "seconds",
          OF_PIPELINE,
          "Age, from capture, of the oldest frame that has no outcome yet; 0 when there is none.");

  /** Age at which frames go stale. */
  public static final Metric FRESHNESS =
      gauge(
          "millrace_freshness_limit_seconds",
          "seconds",
          OF_PIPELINE,
          "Age at which a live frame is no longer worth any work, as configured.");

  /** Time from capture to result. */
  public static final Metric RESULT_LATENCY =
      histogram(
          "millrace_result_latency_seconds",
          "seconds",
          OF_PIPELINE,
          "Time from a frame's capture until its result was made.");

  /** Time of a frame's life at the dispatcher. */
  public static final Metric DISPATCH_PART =
      histogram(
          "millrace_dispatch_part_seconds",
          "seconds",
          List.of(PIPELINE, PART),
          "Time of the parts of a frame's life at the dispatcher: ingest (capture until it is handed to Kafka), send (until Kafka has it), return (from its result being made until it is read), order (waiting for the results before it).");

  /** Cameras by what they do. */
  public static final Metric CAMERAS =
      gauge(
          "millrace_cameras",
          "cameras",
          List.of(PIPELINE, STATE),
          "Cameras of the dispatcher, by state.");

  /** Frames of one camera. */
  public static final Metric CAMERA_FRAMES =
      counter(
          "millrace_camera_frames_total",
          "frames",
          OF_CAMERA,
          "Frames that the camera delivered, those dropped at ingest included. The first 256 cameras have figures of their own.");

  /** Answered frames of one camera. */
  public static final Metric CAMERA_RESULTS =
      counter(
          "millrace_camera_results_total",
          "frames",
          OF_CAMERA,
          "Frames of the camera that were answered.");

  /** Frames of one camera that were given up. */
  public static final Metric CAMERA_DROPS =
      counter(
          "millrace_camera_drops_total",
          "frames",
          OF_CAMERA,
          "Frames of the camera that were given up, at any stage.");

  /** Frames of one camera under way. */
  public static final Metric CAMERA_IN_FLIGHT =
      gauge(
          "millrace_camera_in_flight_frames",
          "frames",
          OF_CAMERA,
          "Frames of the camera that have no outcome yet.");

  /** Plates that could be read. */
  public static final Metric PLATES =
      counter(
          "millrace_plates_total",
          "plates",
          OF_PIPELINE,
          "Plates that stood readably in answered pictures of synthetic cameras.");

  /** Plates that were read. */
  public static final Metric PLATES_READ =
      counter(
          "millrace_plates_read_total",
          "plates",
          OF_PIPELINE,
          "Plates of synthetic cameras that were read exactly.");

  // What stages do, from the workers.

  /** Frames taken from a stage's lanes. */
  public static final Metric STAGE_TAKEN =
      counter(
          "millrace_stage_taken_frames_total",
          "frames",
          OF_STAGE,
          "Frames that instances of the stage took from its lanes.");

  /** Frames passed on or answered by a stage. */
  public static final Metric STAGE_ANSWERED =
      counter(
          "millrace_stage_answered_frames_total",
          "frames",
          OF_STAGE,
          "Frames that the stage passed on to the next one or answered, acknowledged by Kafka.");

  /** Records that a stage could not work on. */
  public static final Metric STAGE_DEAD_LETTERS =
      counter(
          "millrace_stage_dead_letters_total",
          "records",
          OF_STAGE,
          "Records that the stage could not work on and put on the dead-letters topic.");

  /** Frames that a stage gave up. */
  public static final Metric STAGE_DROPS =
      counter(
          "millrace_stage_drops_total",
          "frames",
          OF_STAGE_DROP,
          "Frames that the stage gave up, by reason.");

  /** Records that had to be sent again. */
  public static final Metric STAGE_RESENDS =
      counter(
          "millrace_stage_resends_total",
          "records",
          OF_STAGE,
          "Records that Kafka did not acknowledge and that were sent again.");

  /** Frames worked on at once. */
  public static final Metric STAGE_BATCH =
      histogram(
          "millrace_stage_batch_frames",
          "frames",
          OF_STAGE,
          "Frames that the stage worked on at once.");

  /** Time that an instance is busy with a frame. */
  public static final Metric STAGE_SERVICE =
      histogram(
          "millrace_stage_service_seconds",
          "seconds",
          OF_STAGE,
          "Time that an instance is busy per frame: decoding, model, encoding; on an emulated device the pretended slowness included.");

  /** Time that a stage works. */
  public static final Metric STAGE_COMPUTE =
      counter(
          "millrace_stage_compute_seconds_total",
          "seconds",
          OF_STAGE,
          "Time that the stage worked on frames, the part of the service time that profiles have: without sending over an emulated network and without waiting for a core that an emulated device does not have. Divided by the count of millrace_stage_service_seconds it is seconds per frame, which planners may take from Prometheus.");

  /** Age of a frame when a stage takes it. */
  public static final Metric STAGE_AGE =
      histogram(
          "millrace_stage_age_seconds",
          "seconds",
          OF_STAGE,
          "Freshness: age of frames, from capture, when the stage takes them.");

  /** Time that a frame spends in a stage. */
  public static final Metric STAGE_LATENCY =
      histogram(
          "millrace_stage_latency_seconds",
          "seconds",
          OF_STAGE,
          "Time from taking a frame until what follows from it is acknowledged by Kafka.");

  /** Time of a frame's life at a stage. */
  public static final Metric STAGE_PART =
      histogram(
          "millrace_stage_part_seconds",
          "seconds",
          OF_STAGE_PART,
          "Time of the parts of a frame's life at a stage: lane (from being written until it is taken), queue (until its batch begins), prepare (decoding and the model's input), infer (the model), finish (the model's output and encoding), pretend (waiting of an emulated device), send (until Kafka has what follows). A batch's time in the model is shared by its frames.");

  /** Frames that wait for a stage. */
  public static final Metric STAGE_BACKLOG =
      gauge(
          "millrace_stage_backlog_frames",
          "frames",
          OF_STAGE,
          "Frames that wait in the lanes and in the instances of the stage on this device.");

  /** Age of the oldest frame that waits for a stage. */
  public static final Metric STAGE_BACKLOG_AGE =
      gauge(
          "millrace_stage_backlog_seconds",
          "seconds",
          OF_STAGE,
          "Age, from capture, of the oldest frame that waits in the instances of the stage on this device, or waited there when lanes were last read; 0 when none waits. Frames in the lanes behind it came later.");

  /** Frames that a stage works on. */
  public static final Metric STAGE_IN_FLIGHT =
      gauge(
          "millrace_stage_in_flight_frames",
          "frames",
          OF_STAGE,
          "Frames that instances of the stage on this device work on now.");

  /** Instances of a stage that serve. */
  public static final Metric STAGE_INSTANCES =
      gauge(
          "millrace_stage_serving_instances",
          "instances",
          OF_STAGE,
          "Instances of the stage on this device that are warm and take frames.");

  /** Decisions of the routers. */
  public static final Metric ROUTED =
      counter(
          "millrace_routed_records_total",
          "records",
          List.of(PIPELINE, STAGE, DEVICE, EMULATED, BY),
          "Records for which a lane of the stage was chosen, by the device that owns it ('unknown' while nobody claims the lane) and by what decided: the stage's strategy, or what it falls back to when no load report is fresh.");

  // What devices use, from the workers.

  /** Whether a device pretends to be another. */
  public static final Metric DEVICE_EMULATED =
      gauge(
          "millrace_device_emulated",
          "devices",
          OF_DEVICE,
          "1 when the device's speed, memory, network or power is emulated, else 0.");

  /** The plan that a device runs. */
  public static final Metric DEVICE_EPOCH =
      gauge(
          "millrace_device_plan_epoch",
          "epochs",
          OF_DEVICE,
          "Epoch of the plan that the device runs; 0 when it runs none.");

  /** Whether a device refuses the plan. */
  public static final Metric DEVICE_REFUSES =
      gauge(
          "millrace_device_plan_refused",
          "devices",
          OF_DEVICE,
          "1 while the device does not run the newest plan and says why in its resource report, else 0.");

  /** How busy a device is. */
  public static final Metric DEVICE_CPU =
      gauge(
          "millrace_device_cpu_ratio",
          "ratio",
          OF_DEVICE,
          "Share of the device's processor time that is used, 0 to 1.");

  /** Memory in use. */
  public static final Metric DEVICE_MEMORY_USED =
      gauge(
          "millrace_device_memory_used_bytes",
          "bytes",
          OF_DEVICE,
          "Memory that the worker's process uses; emulated devices of one process share it.");

  /** Memory that is left. */
  public static final Metric DEVICE_MEMORY_FREE =
      gauge(
          "millrace_device_memory_free_bytes",
          "bytes",
          OF_DEVICE,
          "Memory that the machine still has for the worker.");

  /** What a device sends. */
  public static final Metric DEVICE_SENT =
      gauge(
          "millrace_device_sent_bytes_per_second",
          "bytes per second",
          OF_DEVICE,
          "What the device sends.");

  /** What a device receives. */
  public static final Metric DEVICE_RECEIVED =
      gauge(
          "millrace_device_received_bytes_per_second",
          "bytes per second",
          OF_DEVICE,
          "What the device receives; not known of emulated devices.");

  /** How hot a device is. */
  public static final Metric DEVICE_TEMPERATURE =
      gauge(
          "millrace_device_temperature_celsius",
          "degrees Celsius",
          OF_DEVICE,
          "Temperature of the device's hottest sensor, where there is one.");

  /** What a device draws. */
  public static final Metric DEVICE_POWER =
      gauge(
          "millrace_device_power_watts",
          "watts",
          OF_DEVICE_SOURCE,
          "What the device draws, by where the figure comes from: rapl, ina3221, or model (a line between idle and busy). Absent where nobody knows.");

  /** What a device used. */
  public static final Metric DEVICE_ENERGY =
      counter(
          "millrace_device_energy_joules_total",
          "joules",
          OF_DEVICE_SOURCE,
          "Energy that the device used since its worker started. Absent where nobody knows.");

  // What the planner knows and decides.

  /** The plan in force. */
  public static final Metric PLAN_EPOCH =
      gauge(
          "millrace_plan_epoch",
          "epochs",
          NONE,
          "Number of the plan in force; 0 while there is none.");

  /** How old the plan is. */
  public static final Metric PLAN_AGE =
      gauge(
          "millrace_plan_age_seconds",
          "seconds",
          NONE,
          "Time since the plan in force was adopted.");

  /** How the plan came about. */
  public static final Metric PLAN_INFO =
      gauge(
          "millrace_plan_made_by",
          "plans",
          List.of(STRATEGY, OBJECTIVE),
          "1 for the strategy and the objective of the plan in force.");

  /** Whether the plan is pinned. */
  public static final Metric PLAN_PINNED =
      gauge(
          "millrace_plan_pinned", "plans", NONE, "1 while people keep the plan in force, else 0.");

  /** What the plan is worth. */
  public static final Metric PLAN_VALUE =
      gauge(
          "millrace_plan_value",
          "the objective's",
          List.of(OBJECTIVE),
          "Value of the plan in force by its objective: frames per second, devices, watts, or grams of CO2 equivalent per hour.");

  /** What any plan can be worth. */
  public static final Metric PLAN_BOUND =
      gauge(
          "millrace_plan_bound",
          "the objective's",
          List.of(OBJECTIVE),
          "Proven bound on the value of every plan.");

  /** Distance from the bound. */
  public static final Metric PLAN_GAP =
      gauge(
          "millrace_plan_gap_ratio",
          "ratio",
          NONE,
          "Share by which value and bound of the plan in force differ; 0 when it is proven optimal.");

  /** What limits the plan. */
  public static final Metric PLAN_LIMIT =
      gauge(
          "millrace_plan_limit",
          "limits",
          List.of(STAGE, DEVICE, EMULATED),
          "1 for the stage that keeps the plan from carrying more, and the device that matters most there.");

  /** Predicted throughput. */
  public static final Metric PLAN_RATE =
      gauge(
          "millrace_plan_pipeline_frames_per_second",
          "frames per second",
          OF_PIPELINE,
          "Throughput that the plan in force predicts for the pipeline.");

  /** Asked throughput. */
  public static final Metric PLAN_DEMAND =
      gauge(
          "millrace_plan_demand_frames_per_second",
          "frames per second",
          OF_PIPELINE,
          "Frames per second that the plan was asked to carry; 0 when as many as it goes.");

  /** Predicted latency. */
  public static final Metric PLAN_LATENCY =
      gauge(
          "millrace_plan_latency_seconds",
          "seconds",
          OF_PIPELINE,
          "Mean time through all stages that the plan in force predicts, without queues.");

  /** Planned instances. */
  public static final Metric PLAN_INSTANCES =
      gauge(
          "millrace_plan_instances",
          "instances",
          OF_STAGE,
          "Instances that the plan in force gives to the device.");

  /** Planned throughput of a stage on a device. */
  public static final Metric PLANNED_RATE =
      gauge(
          "millrace_planned_frames_per_second",
          "frames per second",
          OF_STAGE,
          "Frames per second that the plan in force counts on from the stage's instances on the device.");

  /** Measured throughput of a stage on a device. */
  public static final Metric MEASURED_RATE =
      gauge(
          "millrace_measured_frames_per_second",
          "frames per second",
          OF_STAGE,
          "Frames per second that the stage's instances on the device answer or pass on, over the last 5 s, as they report.");

  /** Measured over planned throughput. */
  public static final Metric RATE_RATIO =
      gauge(
          "millrace_throughput_ratio",
          "ratio",
          List.of(PIPELINE, STAGE),
          "Measured over planned throughput of the stage on all devices; below 1 also when less is asked of it than it could carry.");

  /** Service time as the planner sees it. */
  public static final Metric SERVICE_PREDICTED =
      gauge(
          "millrace_predicted_service_seconds",
          "seconds",
          OF_STAGE,
          "Time per frame that the planner counts on, from load reports or else from profiles.");

  /** Devices to plan for. */
  public static final Metric PLANNER_DEVICES =
      gauge(
          "millrace_planner_devices", "devices", NONE, "Devices that follow plans and are alive.");

  /** Time to make a plan. */
  public static final Metric SOLVER =
      histogram(
          "millrace_solver_seconds", "seconds", List.of(STRATEGY), "Time that making a plan took.");

  /** Decisions of the planner. */
  public static final Metric DECISIONS =
      counter(
          "millrace_planner_decisions_total",
          "decisions",
          List.of(KIND),
          "Decisions of the planner, by kind.");

  /** Instances started and stopped by plans. */
  public static final Metric MOVES =
      counter(
          "millrace_plan_moves_total",
          "instances",
          List.of(MOVE),
          "Instances that new plans started and stopped.");

  /** Carbon intensity of electricity. */
  public static final Metric CARBON_INTENSITY =
      gauge(
          "millrace_carbon_intensity_grams_per_kilowatt_hour",
          "grams CO2 equivalent per kilowatt hour",
          List.of(ZONE),
          "Carbon intensity of a zone's electricity as the planner knows it. Absent where nobody knows.");

  /** What a device emitted. */
  public static final Metric DEVICE_CARBON =
      counter(
          "millrace_device_carbon_grams_total",
          "grams CO2 equivalent",
          OF_DEVICE,
          "Emissions of the device since the planner heard of it: its energy times the carbon intensity of its zone at the time. Absent where either is unknown.");

  // Kafka, from every process.

  /** Whether the cluster answers. */
  public static final Metric BROKER_REACHABLE =
      gauge(
          "millrace_broker_reachable",
          "brokers",
          NONE,
          "1 while the cluster answers this process, else 0.");

  /** Records sent. */
  public static final Metric KAFKA_SENT_RECORDS =
      counter(
          "millrace_kafka_sent_records_total",
          "records",
          List.of(CLIENT),
          "Records that producers sent.");

  /** Records given up. */
  public static final Metric KAFKA_SEND_ERRORS =
      counter(
          "millrace_kafka_send_errors_total",
          "records",
          List.of(CLIENT),
          "Records that producers gave up.");

  /** Records tried again. */
  public static final Metric KAFKA_SEND_RETRIES =
      counter(
          "millrace_kafka_send_retries_total",
          "records",
          List.of(CLIENT),
          "Records that producers had to try again.");

  /** Records received. */
  public static final Metric KAFKA_RECEIVED_RECORDS =
      counter(
          "millrace_kafka_received_records_total",
          "records",
          List.of(CLIENT),
          "Records that consumers received.");

  /** Bytes sent. */
  public static final Metric KAFKA_SENT_BYTES =
      counter(
          "millrace_kafka_sent_bytes_total",
          "bytes",
          List.of(CLIENT),
          "Bytes that clients sent, requests included.");

  /** Bytes received. */
  public static final Metric KAFKA_RECEIVED_BYTES =
      counter(
          "millrace_kafka_received_bytes_total",
          "bytes",
          List.of(CLIENT),
          "Bytes that clients received.");

  /** Rebalances. */
  public static final Metric KAFKA_REBALANCES =
      counter(
          "millrace_kafka_rebalances_total",
          "rebalances",
          List.of(CLIENT),
          "Times that lanes were handed out anew to members in this process.");

  /** Time of produce requests. */
  public static final Metric KAFKA_REQUEST_TIME =
      gauge(
          "millrace_kafka_request_seconds",
          "seconds",
          List.of(CLIENT),
          "Mean time of producers' requests over the last 30 s, the slowest client's.");

  /** Waiting in producers. */
  public static final Metric KAFKA_QUEUE_TIME =
      gauge(
          "millrace_kafka_queue_seconds",
          "seconds",
          List.of(CLIENT),
          "Mean time that records wait in producers before they are sent, over the last 30 s, the slowest client's.");

  /** Time of fetches. */
  public static final Metric KAFKA_FETCH_TIME =
      gauge(
          "millrace_kafka_fetch_seconds",
          "seconds",
          List.of(CLIENT),
          "Mean time of consumers' fetches over the last 30 s, waiting for records included, the slowest client's.");

  /** Lag of the lane furthest behind. */
  public static final Metric KAFKA_LAG =
      gauge(
          "millrace_kafka_lag_records",
          "records",
          List.of(CLIENT),
          "Records that wait in the lane that is furthest behind.");

  /** Room in producers' buffers. */
  public static final Metric KAFKA_BUFFER =
      gauge(
          "millrace_kafka_buffer_free_bytes",
          "bytes",
          List.of(CLIENT),
          "Room left in producers' buffers; sending waits when there is none.");

  /** Connections to brokers. */
  public static final Metric KAFKA_CONNECTIONS =
      gauge(
          "millrace_kafka_connections", "connections", List.of(CLIENT), "Connections to brokers.");

  // The process, under the names that every JVM dashboard knows.

  /** Memory of the JVM in use, by pool. */
  public static final Metric JVM_MEMORY_USED =
      gauge(
          "jvm_memory_used_bytes",
          "bytes",
          List.of("area", "id"),
          "Memory of the JVM in use, by pool.");

  /** Memory that the system has given to the JVM, by pool. */
  public static final Metric JVM_MEMORY_COMMITTED =
      gauge(
          "jvm_memory_committed_bytes",
          "bytes",
          List.of("area", "id"),
          "Memory that the system has given to the JVM, by pool.");

  /** Most memory of the JVM, by pool; -1 when there is no limit. */
  public static final Metric JVM_MEMORY_MAX =
      gauge(
          "jvm_memory_max_bytes",
          "bytes",
          List.of("area", "id"),
          "Most memory of the JVM, by pool; -1 when there is no limit.");

  /** Buffers outside the heap. */
  public static final Metric JVM_BUFFERS =
      gauge("jvm_buffer_count_buffers", "buffers", List.of("id"), "Buffers outside the heap.");

  /** Memory of buffers outside the heap. */
  public static final Metric JVM_BUFFER_USED =
      gauge(
          "jvm_buffer_memory_used_bytes",
          "bytes",
          List.of("id"),
          "Memory of buffers outside the heap.");

  /** Capacity of buffers outside the heap. */
  public static final Metric JVM_BUFFER_CAPACITY =
      gauge(
          "jvm_buffer_total_capacity_bytes",
          "bytes",
          List.of("id"),
          "Capacity of buffers outside the heap.");

  /** Time that the garbage collector stopped the process. */
  public static final Metric JVM_GC_PAUSE =
      histogram(
          "jvm_gc_pause_seconds",
          "seconds",
          List.of("action", "cause", "gc"),
          "Time that the garbage collector stopped the process.");

  /** Time that the garbage collector worked beside the process. */
  public static final Metric JVM_GC_CONCURRENT =
      histogram(
          "jvm_gc_concurrent_phase_time_seconds",
          "seconds",
          List.of("action", "cause", "gc"),
          "Time that the garbage collector worked beside the process.");

  /** Bytes allocated. */
  public static final Metric JVM_GC_ALLOCATED =
      counter("jvm_gc_memory_allocated_bytes_total", "bytes", NONE, "Bytes allocated.");

  /** Bytes that grew old. */
  public static final Metric JVM_GC_PROMOTED =
      counter("jvm_gc_memory_promoted_bytes_total", "bytes", NONE, "Bytes that grew old.");

  /** Most memory for what grew old. */
  public static final Metric JVM_GC_MAX_DATA =
      gauge("jvm_gc_max_data_size_bytes", "bytes", NONE, "Most memory for what grew old.");

  /** Old memory in use after the last collection. */
  public static final Metric JVM_GC_LIVE_DATA =
      gauge(
          "jvm_gc_live_data_size_bytes",
          "bytes",
          NONE,
          "Old memory in use after the last collection.");

  /** Threads. */
  public static final Metric JVM_THREADS =
      gauge("jvm_threads_live_threads", "threads", NONE, "Threads.");

  /** Most threads at a time. */
  public static final Metric JVM_THREADS_PEAK =
      gauge("jvm_threads_peak_threads", "threads", NONE, "Most threads at a time.");

  /** Daemon threads. */
  public static final Metric JVM_THREADS_DAEMON =
      gauge("jvm_threads_daemon_threads", "threads", NONE, "Daemon threads.");

  /** Threads, by state. */
  public static final Metric JVM_THREADS_STATES =
      gauge("jvm_threads_states_threads", "threads", List.of("state"), "Threads, by state.");

  /** Threads started. */
  public static final Metric JVM_THREADS_STARTED =
      counter("jvm_threads_started_threads_total", "threads", NONE, "Threads started.");

  /** Processors that the JVM may use. */
  public static final Metric SYSTEM_CPUS =
      gauge("system_cpu_count", "processors", NONE, "Processors that the JVM may use.");

  /** Share of the machine's processor time that is used. */
  public static final Metric SYSTEM_CPU =
      gauge(
          "system_cpu_usage", "ratio", NONE, "Share of the machine's processor time that is used.");

  /** Threads that run or want to, mean of a minute. */
  public static final Metric SYSTEM_LOAD =
      gauge(
          "system_load_average_1m",
          "threads",
          NONE,
          "Threads that run or want to, mean of a minute.");

  /** Share of the machine's processor time that the process uses. */
  public static final Metric PROCESS_CPU =
      gauge(
          "process_cpu_usage",
          "ratio",
          NONE,
          "Share of the machine's processor time that the process uses.");

  /** Processor time that the process used. */
  public static final Metric PROCESS_CPU_TIME =
      counter(
          "process_cpu_time_ns_total",
          "nanoseconds",
          NONE,
          "Processor time that the process used.");

  /** Time since the process started. */
  public static final Metric PROCESS_UPTIME =
      gauge("process_uptime_seconds", "seconds", NONE, "Time since the process started.");

  /** When the process started, since 1970. */
  public static final Metric PROCESS_START =
      gauge("process_start_time_seconds", "seconds", NONE, "When the process started, since 1970.");

  /** Open files and connections. */
  public static final Metric PROCESS_FILES =
      gauge("process_files_open_files", "files", NONE, "Open files and connections.");

  /** Most open files and connections. */
  public static final Metric PROCESS_FILES_MAX =
      gauge("process_files_max_files", "files", NONE, "Most open files and connections.");

  private Metrics() {}

  /** All metrics, in the order of the reference. */
  public static List<Metric> all() {
    return Collections.unmodifiableList(ALL);
  }

  /** The metric that keeps its values under this name, if it is one of Millrace's. */
  public static Optional<Metric> owner(String series) {
    return ALL.stream().filter(metric -> metric.series().contains(series)).findFirst();
  }

  private static Metric counter(String name, String unit, List<String> labels, String help) {
    return add(new Metric(name, Kind.COUNTER, unit, labels, help));
  }

  private static Metric gauge(String name, String unit, List<String> labels, String help) {
    return add(new Metric(name, Kind.GAUGE, unit, labels, help));
  }

  private static Metric histogram(String name, String unit, List<String> labels, String help) {
    return add(new Metric(name, Kind.HISTOGRAM, unit, labels, help));
  }

  private static Metric add(Metric metric) {
    ALL.add(metric);
    return metric;
  }
}
