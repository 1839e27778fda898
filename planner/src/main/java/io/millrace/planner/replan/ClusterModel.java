package io.millrace.planner.replan;

import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.DeviceSpec;
import io.millrace.topics.record.InstanceId;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.ProfileSpec;
import io.millrace.topics.record.ResourceReport;
import io.millrace.topics.record.StageId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Remembers what devices and instances said, and forgets those that fell silent.
 *
 * <p>Reads no clock: the moment of every word is passed in, and it is the moment at which it was
 * heard, so that a device whose clock is wrong is not taken for dead. Not thread-safe.
 */
public final class ClusterModel {

  /** Silence after which a device is lost: five resource reports. */
  public static final Duration SILENCE = Duration.ofSeconds(5);

  private final Map<PipelineId, StageId> firstStages;
  private final Map<DeviceId, Heard<DeviceSpec>> devices = new TreeMap<>();
  private final Map<String, ProfileSpec> profiles = new TreeMap<>();
  private final Map<InstanceId, Heard<LoadReport>> instances = new TreeMap<>();
  private final Map<ServiceKey, ServiceEstimate> services = new TreeMap<>();
  private final Map<DeviceId, Instant> renewed = new TreeMap<>();
  private Measurements measured = Measurements.NONE;
  private CarbonNow carbon = CarbonNow.UNWATCHED;

  private record Heard<T>(T what, Instant at) {

    Heard<T> later(Duration by, Instant most) {
      Instant moved = at.plus(by);
      return new Heard<>(what, moved.isBefore(most) ? moved : most);
    }
  }

  /**
   * A model that has heard nothing.
   *
   * @param firstStages the stage of each pipeline that takes the cameras' frames
   */
  public ClusterModel(Map<PipelineId, StageId> firstStages) {
    this.firstStages = Map.copyOf(firstStages);
  }

  /** A device announced itself. One that started anew has to prove its speed anew. */
  public void heard(DeviceSpec device, Instant now) {
    Heard<DeviceSpec> before = devices.put(device.name(), new Heard<>(device, now));
    if (before != null && !before.what().started().equals(device.started())) {
      services.keySet().removeIf(key -> key.device().equals(device.name()));
      renewed.put(device.name(), now);
    }
  }

  /** A device is alive. */
  public void heard(ResourceReport report, Instant now) {
    devices.computeIfPresent(report.device(), (id, last) -> new Heard<>(last.what(), now));
  }

  /** A worker measured a stage. */
  public void heard(ProfileSpec profile) {
    profiles.put(profile.key(), profile);
  }

  /** An instance said how it is. */
  public void heard(LoadReport report, Instant now) {
    instances.put(report.instance(), new Heard<>(report, now));
    if (report.computeSeconds() > 0 && report.framesPerSecond() > 0) {
      services
          .computeIfAbsent(
              new ServiceKey(report.pipeline(), report.stage(), report.device()),
              unused -> new ServiceEstimate())
          .add(report.computeSeconds());
    }
  }

  /** Nobody could be heard for so long until now: that is nobody's silence. */
  public void forgive(Duration deaf, Instant now) {
    devices.replaceAll((id, heard) -> heard.later(deaf, now));
    instances.replaceAll((id, heard) -> heard.later(deaf, now));
  }

  /** What somebody else measured, until he says something else. */
  public void heard(Measurements now) {
    measured = now;
  }

  /** What the watch of carbon intensities says now. */
  public void heard(CarbonNow now) {
    carbon = now;
  }

  /** What is known now. */
  public Snapshot snapshot(Instant now) {
    instances.values().removeIf(heard -> silent(heard.at(), now));
    List<DeviceSpec> living = new ArrayList<>();
    for (Heard<DeviceSpec> device : devices.values()) {
      if (device.what().planned() && !silent(device.at(), now)) {
        living.add(device.what());
      }
    }
    Map<ServiceKey, Double> seconds = new TreeMap<>();
    services.forEach((key, estimate) -> estimate.seconds().ifPresent(s -> seconds.put(key, s)));
    measured
        .seconds()
        .forEach(
            (key, value) -> {
              if (!averagesOverStart(key.device(), now)) {
                seconds.put(key, value);
              }
            });
    Map<PipelineId, Double> rates = new TreeMap<>();
    Map<PipelineId, Long> waiting = new TreeMap<>();
    for (Heard<LoadReport> heard : instances.values()) {
      LoadReport report = heard.what();
      waiting.merge(report.pipeline(), report.backlog(), Long::sum);
      if (report.stage().equals(firstStages.get(report.pipeline()))) {
        rates.merge(report.pipeline(), report.framesPerSecond(), Double::sum);
      }
    }
    firstStages.forEach(
        (pipeline, stage) -> {
          Double rate = measured.framesPerSecond().get(new Measurements.Stage(pipeline, stage));
          if (rate != null) {
            rates.put(pipeline, rate);
          }
        });
    measured.waiting().forEach(waiting::put);
    return new Snapshot(
        now,
        living,
        List.copyOf(profiles.values()),
        seconds,
        rates,
        waiting,
        carbon,
        measured.trouble());
  }

  /** Whether measured times of a device are partly from before it started anew. */
  private boolean averagesOverStart(DeviceId device, Instant now) {
    Instant started = renewed.get(device);
    return started != null && started.plus(measured.window()).isAfter(now);
  }

  private static boolean silent(Instant heard, Instant now) {
    return Duration.between(heard, now).compareTo(SILENCE) > 0;
  }
}
