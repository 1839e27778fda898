package io.millrace.cli.config;

import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.StageId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code devices:}.
 *
 * @param name the device's name
 * @param processor what runs the models (default: the CPU, one thread)
 * @param instances how many instances of each stage it runs
 */
public record DeviceSection(
    String name, ProcessorSection processor, Map<String, Integer> instances) {

  private static final int MOST_INSTANCES = 64;

  public DeviceSection(
      @Nullable String name,
      @Nullable ProcessorSection processor,
      @Nullable Map<String, Integer> instances) {
    this.name = new DeviceId(Required.value("name", name)).value();
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
   */
  public record ProcessorSection(String provider, Integer threads) {

    /** The CPU with one thread per instance. */
    public static final ProcessorSection DEFAULT = new ProcessorSection(null, null);

    private static final int MOST_THREADS = 256;

    public ProcessorSection(@Nullable String provider, @Nullable Integer threads) {
      this.provider = provider == null ? "cpu" : provider;
      this.threads = threads == null ? 1 : threads;
      if (this.threads < 1 || this.threads > MOST_THREADS) {
        throw new IllegalArgumentException(
            "threads must be 1 to %d (was %d)".formatted(MOST_THREADS, this.threads));
      }
    }
  }
}
