package io.millrace.planner.cluster;

import io.millrace.topics.record.DeviceId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The devices there are and the network between them.
 *
 * @param devices at least one, each with a name of its own
 * @param network how records travel; direct links are numbered like {@code devices}
 * @param carbonGramsPerKilowattHour carbon intensity of electricity by zone
 */
public record Cluster(
    List<Device> devices, Network network, Map<String, Double> carbonGramsPerKilowattHour) {

  public Cluster {
    devices = List.copyOf(devices);
    carbonGramsPerKilowattHour = Map.copyOf(carbonGramsPerKilowattHour);
    if (devices.isEmpty()) {
      throw new IllegalArgumentException("devices must name at least one device");
    }
    Map<DeviceId, Integer> seen = new HashMap<>();
    for (Device device : devices) {
      if (seen.put(device.id(), 1) != null) {
        throw new IllegalArgumentException(
            "devices must have names of their own ('%s' stands twice)".formatted(device.id()));
      }
    }
    if (network instanceof DirectLinks links && links.devices() != devices.size()) {
      throw new IllegalArgumentException(
          "network must join all %d devices (joins %d)".formatted(devices.size(), links.devices()));
    }
    carbonGramsPerKilowattHour.forEach(
        (zone, grams) -> Checks.notNegative("carbon." + zone, grams));
  }

  /** A cluster without carbon zones. */
  public static Cluster of(List<Device> devices, Network network) {
    return new Cluster(devices, network, Map.of());
  }

  /** Place of the device in the list, -1 when it is not in this cluster. */
  public int indexOf(DeviceId id) {
    for (int j = 0; j < devices.size(); j++) {
      if (devices.get(j).id().equals(id)) {
        return j;
      }
    }
    return -1;
  }
}
