package io.millrace.worker.agent;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What should run on this device.
 *
 * @param instances how many of each kind; the order is that in which they are started
 */
public record Target(Map<InstanceKind, Integer> instances) {

  /** Nothing at all: what a device that leaves should run. */
  public static final Target NOTHING = new Target(Map.of());

  /** Checks the counts. */
  public Target {
    instances = Collections.unmodifiableMap(new LinkedHashMap<>(instances));
    instances.forEach(
        (kind, count) -> {
          if (count < 0) {
            throw new IllegalArgumentException(
                "the stage '%s' cannot have %d instances".formatted(kind.stage().name(), count));
          }
        });
  }

  /** Instances in all. */
  public int size() {
    return instances.values().stream().mapToInt(Integer::intValue).sum();
  }
}
