package io.millrace.worker.device;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The hottest of the machine's thermal zones, through Linux's {@code /sys/class/thermal}. */
final class Thermometer {

  private static final double MILLI = 1e-3;

  /** Sensors that are not wired answer with numbers that no machine survives. */
  private static final double HOTTEST_CELSIUS = 150;

  private final List<Path> zones;

  private Thermometer(List<Path> zones) {
    this.zones = zones;
  }

  static Thermometer find(Path root) {
    return new Thermometer(
        SystemFiles.list(root.resolve("sys/class/thermal"), "thermal_zone*").stream()
            .map(zone -> zone.resolve("temp"))
            .filter(file -> SystemFiles.number(file).isPresent())
            .toList());
  }

  /** Degrees Celsius; absent where nothing measures them. */
  OptionalDouble celsius() {
    return zones.stream()
        .map(SystemFiles::number)
        .filter(OptionalLong::isPresent)
        .mapToDouble(value -> value.getAsLong() * MILLI)
        .filter(value -> value > 0 && value < HOTTEST_CELSIUS)
        .max();
  }
}
