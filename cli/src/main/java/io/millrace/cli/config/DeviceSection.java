package io.millrace.cli.config;

import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.StageId;
import io.millrace.worker.infer.Processor;
import io.millrace.worker.serve.Emulation;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code devices:}.
 *
 * @param name the device's name
 * @param kind what it has in common with others, such as {@code jetson-nano} (default: one of its
 *     kind)
 * @param zone its carbon zone (default: unknown)
 * @param planned whether it runs what the plan gives it, instead of {@code instances} (default
 *     false)
 * @param processor what runs the models (default: the CPU, one thread)
 * @param instances how many instances of each stage it runs
 * @param emulate what it pretends to be (default: what it is)
 */
public record DeviceSection(
    String name,
    String kind,
    String zone,
    Boolean planned,
    ProcessorSection processor,
    Map<String, Integer> instances,
    @Nullable EmulateSection emulate) {

  private static final int MOST_INSTANCES = 64;

  public DeviceSection(
      @Nullable String name,
      @Nullable String kind,
      @Nullable String zone,
      @Nullable Boolean planned,
      @Nullable ProcessorSection processor,
      @Nullable Map<String, Integer> instances,
      @Nullable EmulateSection emulate) {
    this.name = new DeviceId(Required.value("name", name)).value();
    this.kind = kind == null ? "" : kind;
    this.zone = zone == null ? "" : zone;
    this.planned = planned != null && planned;
    this.emulate = emulate;
    this.processor = processor == null ? ProcessorSection.DEFAULT : processor;
    this.instances = instances == null ? Map.of() : new LinkedHashMap<>(instances);
    this.instances.forEach(
        (stage, count) -> {
          new StageId(stage);
          if (count < 0 || count > MOST_INSTANCES) {
            throw new IllegalArgumentException(
                "instances.%s must be 0 to %d (was %d)".formatted(stage, MOST_INSTANCES, count));
          }
        });
    if (this.planned && !this.instances.isEmpty()) {
      throw new IllegalArgumentException(
          "instances must be left out where planned is true: the plan decides");
    }
  }

  /** A device of which only the name is known. */
  public static DeviceSection of(String name) {
    return new DeviceSection(name, null, null, null, null, null, null);
  }

  /** The same device under another name. */
  public DeviceSection named(String other) {
    return new DeviceSection(other, kind, zone, planned, processor, instances, emulate);
  }

  /** What the device pretends to be. */
  public Emulation emulation() {
    return emulate == null ? Emulation.NONE : emulate.toEmulation();
  }

  /** Instances by stage. */
  public Map<StageId, Integer> stages() {
    Map<StageId, Integer> stages = new LinkedHashMap<>();
    instances.forEach((stage, count) -> stages.put(new StageId(stage), count));
    return stages;
  }

  /**
   * What runs the models.
   *
   * @param provider ONNX Runtime execution provider: {@code cpu}, {@code cuda}, {@code tensorrt}, …
   * @param threads threads of one instance's model (default 1)
   * @param optimisation how much the runtime rewrites a model's graph: {@code none}, {@code basic},
   *     {@code extended} or {@code all} (the default)
   */
  public record ProcessorSection(String provider, Integer threads, String optimisation) {

    /** The CPU with one thread per instance. */
    public static final ProcessorSection DEFAULT = new ProcessorSection(null, null, null);

    private static final int MOST_THREADS = 256;

    public ProcessorSection(
        @Nullable String provider, @Nullable Integer threads, @Nullable String optimisation) {
      this.provider = provider == null ? "cpu" : provider;
      this.threads = threads == null ? 1 : threads;
      this.optimisation = optimisation == null ? Processor.Optimisation.ALL.label() : optimisation;
      Processor.Optimisation.named(this.optimisation);
      if (this.threads < 1 || this.threads > MOST_THREADS) {
        throw new IllegalArgumentException(
            "threads must be 1 to %d (was %d)".formatted(MOST_THREADS, this.threads));
      }
    }
  }
}
