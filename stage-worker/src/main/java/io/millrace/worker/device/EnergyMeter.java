package io.millrace.worker.device;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells what a device draws. Used by one thread. */
public interface EnergyMeter {

  /** Source of a device that nobody can measure and nobody described. */
  String UNKNOWN = "unknown";

  /** Source of a device that is computed from what people say it draws. */
  String MODEL = "model";

  /**
   * What the device draws, and drew since the meter was made.
   *
   * @param watts mean since the sample before; 0 when not known
   * @param joules since the meter was made; 0 when not known
   */
  record Sample(double watts, double joules) {}

  /** Where the figures come from, as it stands in resource reports. */
  String source();

  /**
   * Measures.
   *
   * @param nowNanos now, on a clock that only grows
   * @param busyShare share of the processors' time that was used since the sample before, 0 to 1
   */
  Sample sample(long nowNanos, double busyShare);

  /**
   * The best meter of this machine: the processor's counters, else the board's power monitor, else
   * a line between idle and busy watts, else none.
   *
   * @param root the file system's root, {@code /} but for tests
   * @param idleWatts drawn while idle; 0 together with {@code busyWatts} when nobody knows
   */
  static EnergyMeter find(Path root, double idleWatts, double busyWatts, long nowNanos) {
    return Stream.of(RaplMeter.find(root, nowNanos), Ina3221Meter.find(root, nowNanos))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseGet(() -> model(idleWatts, busyWatts, nowNanos));
  }

  /** A line between idle and busy watts by the share of time that is used. */
  static EnergyMeter model(double idleWatts, double busyWatts, long nowNanos) {
    return busyWatts > 0
        ? new ModelMeter(idleWatts, busyWatts, nowNanos)
        : new EnergyMeter() {
          @Override
          public String source() {
            return UNKNOWN;
          }

          @Override
          public Sample sample(long later, double busyShare) {
            return new Sample(0, 0);
          }
        };
  }
}
