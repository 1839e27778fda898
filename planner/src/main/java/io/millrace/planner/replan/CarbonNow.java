package io.millrace.planner.replan;

import io.millrace.planner.carbon.CarbonIntensity;
import io.millrace.planner.carbon.CarbonStatus;
import io.millrace.planner.carbon.CarbonZone;
import io.millrace.planner.cluster.Checks;
import io.millrace.topics.record.DeviceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is known of carbon intensities now: always a number for every device, and how good it is.
 *
 * @param zones the zones that are watched, all of one kind and scope; empty when none is
 * @param fallbackGramsPerKilowattHour what stands for devices whose zone is not watched
 */
public record CarbonNow(Map<CarbonZone, CarbonStatus> zones, double fallbackGramsPerKilowattHour) {

  /** Nobody watches any zone. */
  public static final CarbonNow UNWATCHED = new CarbonNow(Map.of(), 0);

  public CarbonNow {
    zones = Map.copyOf(zones);
    Checks.notNegative("fallback", fallbackGramsPerKilowattHour);
  }

  /** Zones whose value a feed stands for; a constant says nothing about the grid. */
  public Map<CarbonZone, CarbonIntensity> known() {
    Map<CarbonZone, CarbonIntensity> known = new TreeMap<>();
    zones.forEach(
        (zone, status) -> {
          if (!status.stale()) {
            known.put(zone, status.intensity());
          }
        });
    return known;
  }

  /** What plans for these devices count with, by zone; nothing when no zone is watched. */
  public Map<String, Double> gramsPerKilowattHour(List<DeviceSpec> devices) {
    Map<String, Double> grams = new TreeMap<>();
    if (zones.isEmpty()) {
      return grams;
    }
    devices.forEach(device -> grams.put(device.zone(), fallbackGramsPerKilowattHour));
    zones.forEach((zone, status) -> grams.put(zone.value(), status.intensity().gramsPerKwh()));
    return grams;
  }

  /** Where these devices do not have the first feed's value, and why; one sentence each. */
  List<String> doubts(List<DeviceSpec> devices) {
    List<String> doubts = new ArrayList<>();
    if (zones.isEmpty()) {
      return doubts;
    }
    Map<String, List<DeviceSpec>> byZone =
        devices.stream()
            .collect(Collectors.groupingBy(DeviceSpec::zone, TreeMap::new, Collectors.toList()));
    byZone.forEach(
        (zone, there) -> {
          CarbonStatus status = zone.isBlank() ? null : zones.get(new CarbonZone(zone));
          if (status == null) {
            doubts.add(
                String.format(
                    Locale.ROOT,
                    "%s counts with %.0f g/kWh: %s",
                    there.stream()
                        .map(each -> each.name().value())
                        .collect(Collectors.joining(", ")),
                    fallbackGramsPerKilowattHour,
                    zone.isBlank() ? "no carbon zone" : "carbon in " + zone + " is not watched"));
          } else if (status.level() != CarbonStatus.Level.FIRST_FEED) {
            doubts.add(
                String.format(
                    Locale.ROOT,
                    "carbon in %s is the %s value of %.0f g/kWh: %s",
                    zone,
                    status.level(),
                    status.intensity().gramsPerKwh(),
                    status.reason().replaceAll("\\R", " ")));
          }
        });
    return doubts;
  }
}
