package io.millrace.planner.replan;

import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.DeviceSpec;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.ProfileSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What is known of the cluster at one moment.
 *
 * @param at the moment
 * @param devices devices that take plans and are alive, by name
 * @param profiles what workers measured when they started
 * @param seconds seconds per frame as measured or as instances report them, where enough of them
 *     did
 * @param framesPerSecond frames per second that the first stage of each pipeline finishes
 * @param waiting frames that wait in front of each pipeline's stages
 * @param carbon carbon intensity by zone
 * @param trouble why figures are not from where they were to come from; empty when they are
 */
public record Snapshot(
    Instant at,
    List<DeviceSpec> devices,
    List<ProfileSpec> profiles,
    Map<ServiceKey, Double> seconds,
    Map<PipelineId, Double> framesPerSecond,
    Map<PipelineId, Long> waiting,
    CarbonNow carbon,
    String trouble) {

  public Snapshot {
    devices = List.copyOf(devices);
    profiles = List.copyOf(profiles);
    seconds = Map.copyOf(seconds);
    framesPerSecond = Map.copyOf(framesPerSecond);
    waiting = Map.copyOf(waiting);
  }

  /** Names of the devices, in order. */
  public List<DeviceId> names() {
    return devices.stream().map(DeviceSpec::name).toList();
  }

  /** Bytes per second that each device can send; 0 where no limit is known. */
  Map<DeviceId, Double> uplinks() {
    Map<DeviceId, Double> uplinks = new TreeMap<>();
    devices.forEach(device -> uplinks.put(device.name(), device.bytesPerSecond()));
    return uplinks;
  }

  /** Seconds per frame of a stage on a device, as reported now or else as profiled. */
  public OptionalDouble secondsOf(ServiceKey key) {
    Double reported = seconds.get(key);
    if (reported != null) {
      return OptionalDouble.of(reported);
    }
    return profiles.stream()
        .filter(
            profile ->
                profile.device().equals(key.device())
                    && profile.stage().equals(key.stage())
                    && profile.pipeline().equals(key.pipeline()))
        .mapToDouble(Snapshot::itemSeconds)
        .min();
  }

  /** All of them. */
  Map<ServiceKey, Double> allSeconds() {
    Map<ServiceKey, Double> all = new TreeMap<>();
    for (ProfileSpec profile : profiles) {
      ServiceKey key = new ServiceKey(profile.pipeline(), profile.stage(), profile.device());
      secondsOf(key).ifPresent(value -> all.put(key, value));
    }
    all.putAll(seconds);
    return all;
  }

  static double itemSeconds(ProfileSpec profile) {
    return profile.secondsByBatch().entrySet().stream()
        .mapToDouble(entry -> entry.getValue() / entry.getKey())
        .min()
        .orElseThrow();
  }
}
