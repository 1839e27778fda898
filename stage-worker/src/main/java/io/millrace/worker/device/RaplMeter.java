package io.millrace.worker.device;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Energy as the processor counts it: RAPL through Linux's powercap.
 *
 * <p>Counted are the platform's zone ({@code psys}) where there is one, because it holds all
 * others, else the packages and their memory. The counters, in microjoules, begin anew at {@code
 * max_energy_range_uj}: minutes apart, so a sample a second never misses one. Since Linux 5.10 only
 * the superuser may read them; then there is no meter.
 */
final class RaplMeter implements EnergyMeter {

  private static final double MICRO = 1e-6;

  private final List<Zone> zones;
  private long lastNanos;
  private double joules;

  private static final class Zone {
    private final Path counter;
    private final long range;
    private long last;

    private Zone(Path counter, long range, long last) {
      this.counter = counter;
      this.range = range;
      this.last = last;
    }

    private long added() {
      OptionalLong now = SystemFiles.number(counter);
      if (now.isEmpty()) {
        return 0;
      }
      long added = now.getAsLong() - last;
      last = now.getAsLong();
      return added >= 0 ? added : added + range;
    }
  }

  private RaplMeter(List<Zone> zones, long nowNanos) {
    this.zones = zones;
    this.lastNanos = nowNanos;
  }

  static Optional<EnergyMeter> find(Path root, long nowNanos) {
    List<Zone> platform = new ArrayList<>();
    List<Zone> parts = new ArrayList<>();
    for (Path folder : SystemFiles.list(root.resolve("sys/class/powercap"), "intel-rapl:*")) {
      String name = SystemFiles.text(folder.resolve("name"));
      Path counter = folder.resolve("energy_uj");
      OptionalLong now = SystemFiles.number(counter);
      if (now.isPresent()) {
        long range = SystemFiles.number(folder.resolve("max_energy_range_uj")).orElse(0);
        Zone zone = new Zone(counter, range, now.getAsLong());
        if (name.equals("psys")) {
          platform.add(zone);
        } else if (name.startsWith("package") || name.equals("dram")) {
          parts.add(zone);
        }
      }
    }
    List<Zone> zones = platform.isEmpty() ? parts : platform;
    return zones.isEmpty() ? Optional.empty() : Optional.of(new RaplMeter(zones, nowNanos));
  }

  @Override
  public String source() {
    return "rapl";
  }

  @Override
  public Sample sample(long nowNanos, double busyShare) {
    double added = zones.stream().mapToLong(Zone::added).sum() * MICRO;
    double seconds = (nowNanos - lastNanos) / 1e9;
    joules += added;
    lastNanos = nowNanos;
    return new Sample(seconds > 0 ? added / seconds : 0, joules);
  }
}
