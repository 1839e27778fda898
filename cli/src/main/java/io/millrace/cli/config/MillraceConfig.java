package io.millrace.cli.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.millrace.planner.app.CarbonSource;
import io.millrace.planner.carbon.app.CarbonSection;
import io.millrace.topics.codec.StrictYaml;
import io.millrace.topics.record.CameraSpec;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.StageId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration: one pipeline, the cameras that feed it and the devices that run it.
 *
 * @param pipeline the pipeline
 * @param cameras its cameras; may be empty, because cameras can be added at run time
 * @param devices the devices; may be empty for a process that runs no stage
 * @param modelCatalogues further model catalogues, as paths
 * @param limits sizes that nothing may exceed
 * @param carbon where the planner takes carbon intensities from; null to count without them
 */
public record MillraceConfig(
    PipelineSection pipeline,
    List<CameraSection> cameras,
    List<DeviceSection> devices,
    @JsonProperty("model_catalogues") List<String> modelCatalogues,
    LimitsSection limits,
    @Nullable CarbonSection carbon) {

  /** The configurations that come with Millrace, by the name that {@code --pipeline} takes. */
  public static final List<String> BUILT_IN = List.of("text", "objects", "fleet");

  public MillraceConfig(
      @Nullable PipelineSection pipeline,
      @Nullable List<CameraSection> cameras,
      @Nullable List<DeviceSection> devices,
      @JsonProperty("model_catalogues") @Nullable List<String> modelCatalogues,
      @Nullable LimitsSection limits,
      @Nullable CarbonSection carbon) {
    this.pipeline = Required.value("pipeline", pipeline);
    this.cameras = cameras == null ? List.of() : List.copyOf(cameras);
    this.devices = devices == null ? List.of() : List.copyOf(devices);
    this.modelCatalogues = modelCatalogues == null ? List.of() : List.copyOf(modelCatalogues);
    this.limits = limits == null ? new LimitsSection(null, null) : limits;
    this.carbon = carbon;
    requireDistinct("cameras", this.cameras.stream().map(CameraSection::id).toList());
    requireDistinct("devices", this.devices.stream().map(DeviceSection::name).toList());
    PipelineSpec spec = this.pipeline.toSpec();
    for (DeviceSection device : this.devices) {
      device.stages().keySet().forEach(stage -> spec.stage(stage));
      requireKnown(device);
    }
  }

  /**
   * Reads a configuration file.
   *
   * @throws IllegalArgumentException if there is none
   * @throws io.millrace.topics.codec.CodecException if it is wrong, naming file, line and path
   */
  public static MillraceConfig read(Path file) {
    try {
      return StrictYaml.read(Files.readString(file), MillraceConfig.class, file.toString());
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(
          "%s: no such file.%nMaybe use one of the built-in pipelines: --pipeline %s."
              .formatted(file, String.join(" or ", BUILT_IN)),
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * A configuration that comes with Millrace.
   *
   * @throws IllegalArgumentException if there is none of that name, naming those that there are
   */
  public static MillraceConfig builtIn(String name) {
    if (!BUILT_IN.contains(name)) {
      throw new IllegalArgumentException(
          "There is no built-in pipeline '%s'.%nMaybe one of %s, or a file of your own with --config."
              .formatted(name, BUILT_IN));
    }
    return StrictYaml.read(builtInText(name), MillraceConfig.class, name + ".yaml");
  }

  /** The text of a built-in configuration, comments included. */
  public static String builtInText(String name) {
    try (InputStream in = MillraceConfig.class.getResourceAsStream(name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException("The build lost " + name + ".yaml.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the planner takes carbon intensities from. */
  public CarbonSource carbonSource(Map<String, String> environment) {
    return carbon == null ? new CarbonSource.None() : new CarbonSource.Feeds(carbon, environment);
  }

  /** The cameras as specifications. */
  public List<CameraSpec> cameraSpecs() {
    return cameras.stream().map(CameraSection::toSpec).toList();
  }

  /** A link to a device, or the time of a stage, that nobody is would never count. */
  private void requireKnown(DeviceSection device) {
    List<String> stages = pipeline.stages().stream().map(StageSection::name).toList();
    for (StageId stage : device.emulation().service().keySet()) {
      if (!stages.contains(stage.value())) {
        throw new IllegalArgumentException(
            "devices: the device '%s' has a time for the stage '%s', which is none of %s"
                .formatted(device.name(), stage, stages));
      }
    }
    List<String> names = devices.stream().map(DeviceSection::name).toList();
    for (DeviceId other : device.emulation().linkBytesPerSecond().keySet()) {
      if (!names.contains(other.value())) {
        throw new IllegalArgumentException(
            "devices: the device '%s' has a link to '%s', which is none of %s"
                .formatted(device.name(), other, names));
      }
    }
  }

  private static void requireDistinct(String what, List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException("%s: '%s' stands twice".formatted(what, name));
      }
    }
  }
}
