package io.millrace.worker.device;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Power as a Jetson's INA3221 monitor measures it, through Linux's hwmon: volts times amperes of
 * the rail that feeds the board, or of all labelled rails where none is known to. Energy is the sum
 * of samples, each taken for the time since the one before.
 */
final class Ina3221Meter implements EnergyMeter {

  /** Rails that all others hang on, by board: Xavier and Orin, Nano and TX1, TX2. */
  private static final List<String> INPUTS = List.of("VDD_IN", "POM_5V_IN", "SYS_VDD_IN");

  private static final int CHANNELS = 3;
  private static final double MILLI_MILLI = 1e-6;

  private final List<Rail> rails;
  private long lastNanos;
  private double joules;

  /** One channel: files with its millivolts and milliamperes. */
  private record Rail(String label, Path millivolts, Path milliamperes) {

    private double watts() {
      OptionalLong volts = SystemFiles.number(millivolts);
      OptionalLong amperes = SystemFiles.number(milliamperes);
      return volts.orElse(0) * (double) amperes.orElse(0) * MILLI_MILLI;
    }
  }

  private Ina3221Meter(List<Rail> rails, long nowNanos) {
    this.rails = rails;
    this.lastNanos = nowNanos;
  }

  static Optional<EnergyMeter> find(Path root, long nowNanos) {
    List<Rail> rails = new ArrayList<>();
    for (Path folder : SystemFiles.list(root.resolve("sys/class/hwmon"), "hwmon*")) {
      if (!SystemFiles.text(folder.resolve("name")).equals("ina3221")) {
        continue;
      }
      for (int channel = 1; channel <= CHANNELS; channel++) {
        String label = SystemFiles.text(folder.resolve("in" + channel + "_label"));
        Rail rail =
            new Rail(
                label,
                folder.resolve("in" + channel + "_input"),
                folder.resolve("curr" + channel + "_input"));
        boolean readable =
            SystemFiles.number(rail.millivolts()).isPresent()
                && SystemFiles.number(rail.milliamperes()).isPresent();
        // The driver labels what no rail is wired to "NC".
        if (readable && !label.isEmpty() && !label.equals("NC")) {
          rails.add(rail);
        }
      }
    }
    List<Rail> inputs = rails.stream().filter(rail -> INPUTS.contains(rail.label())).toList();
    List<Rail> counted = inputs.isEmpty() ? rails : inputs;
    return counted.isEmpty()
        ? Optional.empty()
        : Optional.of(new Ina3221Meter(List.copyOf(counted), nowNanos));
  }

  @Override
  public String source() {
    return "ina3221";
  }

  @Override
  public Sample sample(long nowNanos, double busyShare) {
    double watts = rails.stream().mapToDouble(Rail::watts).sum();
    joules += watts * (nowNanos - lastNanos) / 1e9;
    lastNanos = nowNanos;
    return new Sample(watts, joules);
  }
}
