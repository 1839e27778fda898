package io.millrace.planner.app;

import io.millrace.planner.cluster.Checks;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code cluster:}.
 *
 * @param devices the devices
 * @param network how records travel between them
 * @param carbon grams of CO₂ equivalent per kilowatt-hour by zone (default: none known)
 */
record ClusterSection(
    List<DeviceSection> devices, NetworkSection network, @Nullable Map<String, Double> carbon) {

  ClusterSection {
    if (devices.isEmpty()) {
      throw new IllegalArgumentException("devices must name at least one device");
    }
    if (carbon != null) {
      carbon.forEach((zone, grams) -> Checks.notNegative("carbon." + zone, grams));
    }
  }
}
