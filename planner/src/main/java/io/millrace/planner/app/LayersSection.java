package io.millrace.planner.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.millrace.planner.cluster.Checks;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code layers:}, one network to be cut over several devices.
 *
 * @param model a layer table that comes with Millrace, or nothing where {@code table} stands
 * @param table a layer table of one's own
 * @param exits early exits (default: none)
 * @param strategy how to cut (default: {@code frequency})
 * @param objective what shall be least (default: {@code latency})
 * @param latencyBound of one inference (default: none)
 * @param energyBound joules of one inference (default: none)
 * @param privateLayers so many first layers stay on the source (default 0)
 * @param maxBundle largest bundle (default: any)
 * @param rate required inferences per second (default: none)
 * @param duration over which carbon is counted (default: 1h)
 * @param source device that has the input
 * @param destination device that wants the answer (default: the source)
 * @param devices who may run layers
 * @param links between them; without one, nothing can be sent
 * @param profile measured times of bundles; a device that has any is not estimated
 * @param profiles files of {@code millrace profile} by device, instead; without {@code model} and
 *     {@code table} they tell the layers too
 */
record LayersSection(
    @Nullable String model,
    @Nullable TableSection table,
    @Nullable List<ExitSection> exits,
    @Nullable String strategy,
    @Nullable String objective,
    @JsonProperty("latency_bound") @Nullable Duration latencyBound,
    @JsonProperty("energy_bound") @Nullable Double energyBound,
    @JsonProperty("private_layers") @Nullable Integer privateLayers,
    @JsonProperty("max_bundle") @Nullable Integer maxBundle,
    @Nullable Double rate,
    @Nullable Duration duration,
    String source,
    @Nullable String destination,
    List<DeviceRow> devices,
    @Nullable List<LinkRow> links,
    @Nullable List<ProfileRow> profile,
    @Nullable Map<String, String> profiles) {

  /** A layer table: the network's input and its layers. */
  record TableSection(String input, List<LayerRow> layers) {
    TableSection {
      UnitText.bytes("input", input);
    }
  }

  /**
   * One layer.
   *
   * @param macs multiply-accumulates (default: half its {@code flops})
   * @param parameters size of its weights (default: none)
   * @param output size of its tensor
   */
  record LayerRow(
      String name,
      double flops,
      @Nullable Double macs,
      @Nullable String parameters,
      String output) {
    LayerRow {
      Checks.notNegative("flops", flops);
      UnitText.bytes("parameters", parameters == null ? "0" : parameters);
      UnitText.bytes("output", output);
    }
  }

  /** One early exit. */
  record ExitSection(
      int after, double probability, double flops, @Nullable String parameters, String output) {
    ExitSection {
      Checks.atLeastOne("after", after);
      if (!(probability >= 0 && probability <= 1)) {
        throw new IllegalArgumentException("probability must be 0 to 1 (was " + probability + ")");
      }
      Checks.notNegative("flops", flops);
      UnitText.bytes("parameters", parameters == null ? "0" : parameters);
      UnitText.bytes("output", output);
    }
  }

  /**
   * One device.
   *
   * @param points its frequencies, slowest first
   * @param memoryBandwidth for tensors within it and for weights (default: unlimited)
   * @param radio what its link draws (default: not counted)
   * @param idleWatts while it waits (default 0)
   * @param carbon grams of CO2 equivalent per kilowatt-hour (default 0)
   */
  record DeviceRow(
      String name,
      List<PointRow> points,
      @JsonProperty("memory_bandwidth") @Nullable String memoryBandwidth,
      @Nullable RadioRow radio,
      @JsonProperty("idle_watts") @Nullable Double idleWatts,
      @Nullable Double carbon) {
    DeviceRow {
      if (points.isEmpty()) {
        throw new IllegalArgumentException("points must name at least one frequency");
      }
      Checks.positiveOrUnlimited(
          "memory_bandwidth", UnitText.bytesPerSecond("memory_bandwidth", memoryBandwidth));
      Checks.notNegative("idle_watts", idleWatts == null ? 0 : idleWatts);
      Checks.notNegative("carbon", carbon == null ? 0 : carbon);
    }
  }

  /**
   * One frequency.
   *
   * @param gflops how fast it computes, 1e9 FLOP per second (default: the device is measured)
   * @param watts while it computes (default 0)
   */
  record PointRow(String name, @Nullable Double gflops, @Nullable Double watts) {
    PointRow {
      Checks.positive("gflops", gflops == null ? 1 : gflops);
      Checks.notNegative("watts", watts == null ? 0 : watts);
    }
  }

  /** What a link draws: a known mobile network, or watts of one's own. */
  record RadioRow(
      @Nullable String network,
      @JsonProperty("up_watts") @Nullable Double upWatts,
      @JsonProperty("down_watts") @Nullable Double downWatts) {
    RadioRow {
      if ((network == null) == (upWatts == null && downWatts == null)) {
        throw new IllegalArgumentException(
            "radio must have either network (3G, 4G or WiFi) or up_watts and down_watts");
      }
      Checks.notNegative("up_watts", upWatts == null ? 0 : upWatts);
      Checks.notNegative("down_watts", downWatts == null ? 0 : downWatts);
    }
  }

  /** One link. */
  record LinkRow(
      String from,
      String to,
      String bandwidth,
      @Nullable Duration latency,
      @JsonProperty("both_ways") @Nullable Boolean bothWays) {
    LinkRow {
      Checks.positiveOrUnlimited("bandwidth", UnitText.bytesPerSecond("bandwidth", bandwidth));
    }
  }

  /**
   * One measured bundle.
   *
   * @param point frequency (default: the device's only one)
   * @param from its first layer, from 1
   * @param to its last layer
   * @param joules (default: the frequency's watts times the time)
   */
  record ProfileRow(
      String device,
      @Nullable String point,
      int from,
      int to,
      double seconds,
      @Nullable Double joules) {
    ProfileRow {
      if (from < 1 || to < from) {
        throw new IllegalArgumentException(
            "from must be at least 1 and to at least from (were %d and %d)".formatted(from, to));
      }
      Checks.positive("seconds", seconds);
      Checks.notNegative("joules", joules == null ? 0 : joules);
    }
  }
}
