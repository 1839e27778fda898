package io.millrace.cli.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.millrace.topics.codec.SizeText;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.StageId;
import io.millrace.worker.serve.Emulation;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a device pretends to be; everything it reports is marked as emulated.
 *
 * @param slowdown how many times slower than this machine, at least 1 (default 1)
 * @param service time of one frame in a stage, by stage, instead of the slowdown; this machine must
 *     be faster
 * @param cores instances that work at once (default 1)
 * @param memory memory for instances, such as {@code 1GB} (default: this machine's)
 * @param uplink what it sends to others, such as {@code 10MB/s} (default: no limit)
 * @param latency time before anything leaves it (default 0ms)
 * @param links what it sends to one other device, by that device's name
 * @param idleWatts drawn while idle
 * @param busyWatts drawn while an instance works without a pause
 */
public record EmulateSection(
    Double slowdown,
    Map<String, Duration> service,
    Integer cores,
    String memory,
    String uplink,
    Duration latency,
    Map<String, String> links,
    @JsonProperty("idle_watts") Double idleWatts,
    @JsonProperty("busy_watts") Double busyWatts) {

  public EmulateSection(
      @Nullable Double slowdown,
      @Nullable Map<String, Duration> service,
      @Nullable Integer cores,
      @Nullable String memory,
      @Nullable String uplink,
      @Nullable Duration latency,
      @Nullable Map<String, String> links,
      @JsonProperty("idle_watts") @Nullable Double idleWatts,
      @JsonProperty("busy_watts") @Nullable Double busyWatts) {
    this.slowdown = slowdown == null ? 1 : slowdown;
    this.service = service == null ? Map.of() : new LinkedHashMap<>(service);
    this.cores = cores == null ? 1 : cores;
    this.memory = memory == null ? "" : memory;
    this.uplink = uplink == null ? "" : uplink;
    this.latency = latency == null ? Duration.ZERO : latency;
    this.links = links == null ? Map.of() : new LinkedHashMap<>(links);
    this.idleWatts = idleWatts == null ? 0 : idleWatts;
    this.busyWatts = busyWatts == null ? 0 : busyWatts;
    if ((idleWatts == null) != (busyWatts == null)) {
      throw new IllegalArgumentException("idle_watts and busy_watts must be given together");
    }
    // Checked here, so that an error names this section's place in the file.
    toEmulation();
  }

  /** The emulation, in plain units. */
  public final Emulation toEmulation() {
    Map<StageId, Duration> times = new LinkedHashMap<>();
    service.forEach((stage, time) -> times.put(new StageId(stage), time));
    Map<DeviceId, Double> rates = new LinkedHashMap<>();
    links.forEach(
        (device, rate) ->
            rates.put(new DeviceId(device), SizeText.bytesPerSecond("links." + device, rate)));
    return new Emulation(
        slowdown,
        times,
        cores,
        memory.isEmpty() ? 0 : SizeText.bytes("memory", memory),
        uplink.isEmpty() ? 0 : SizeText.bytesPerSecond("uplink", uplink),
        latency,
        rates,
        idleWatts,
        busyWatts);
  }
}
