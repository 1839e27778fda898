package io.millrace.worker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnergyMeterTest {

  private static final Offset<Double> TINY = within(1e-9);
  private static final long SECOND = 1_000_000_000L;

  @TempDir Path root;

  @Test
  void shouldAddUpPackagesAndMemoryButNoCoresTwice() throws IOException {
    // Given: a package whose cores are a part of it, and its memory, which is not
    rapl("intel-rapl:0", "package-0", 1_000_000, 10_000_000);
    rapl("intel-rapl:0:0", "core", 900_000, 10_000_000);
    rapl("intel-rapl:0:1", "dram", 0, 10_000_000);
    EnergyMeter meter = EnergyMeter.find(root, 5, 50, 0);

    // When: 6 J and 1 J in two seconds
    rapl("intel-rapl:0", "package-0", 7_000_000, 10_000_000);
    rapl("intel-rapl:0:0", "core", 6_000_000, 10_000_000);
    rapl("intel-rapl:0:1", "dram", 1_000_000, 10_000_000);
    EnergyMeter.Sample sample = meter.sample(2 * SECOND, 1);

    // Then
    assertThat(meter.source()).isEqualTo("rapl");
    assertThat(sample.joules()).isCloseTo(7, TINY);
    assertThat(sample.watts()).isCloseTo(3.5, TINY);

    // When: the package's counter begins anew
    rapl("intel-rapl:0", "package-0", 2_000_000, 10_000_000);

    // Then
    assertThat(meter.sample(3 * SECOND, 1).joules()).isCloseTo(12, TINY);
  }

  @Test
  void shouldTakeThePlatformsCounterForAllOthers() throws IOException {
    rapl("intel-rapl:0", "package-0", 0, 10_000_000);
    rapl("intel-rapl:1", "psys", 0, 10_000_000);
    EnergyMeter meter = EnergyMeter.find(root, 0, 0, 0);

    rapl("intel-rapl:0", "package-0", 3_000_000, 10_000_000);
    rapl("intel-rapl:1", "psys", 5_000_000, 10_000_000);

    assertThat(meter.sample(SECOND, 0).joules()).isCloseTo(5, TINY);
  }

  @Test
  void shouldReadTheRailThatFeedsAJetson() throws IOException {
    // Given: 5 V · 2 A at the input, of which the GPU's rail is a part
    write("sys/class/hwmon/hwmon3/name", "ina3221");
    rail(1, "VDD_IN", 5_000, 2_000);
    rail(2, "VDD_CPU_GPU_CV", 5_000, 1_000);
    rail(3, "NC", 5_000, 9_000);

    // When
    EnergyMeter meter = EnergyMeter.find(root, 0, 0, 0);
    EnergyMeter.Sample sample = meter.sample(3 * SECOND, 0);

    // Then
    assertThat(meter.source()).isEqualTo("ina3221");
    assertThat(sample.watts()).isCloseTo(10, TINY);
    assertThat(sample.joules()).isCloseTo(30, TINY);
  }

  @Test
  void shouldDrawALineBetweenIdleAndBusyWhereNothingMeasures() {
    EnergyMeter meter = EnergyMeter.find(root, 2, 10, 0);

    assertThat(meter.source()).isEqualTo("model");
    assertThat(meter.sample(SECOND, 0)).isEqualTo(new EnergyMeter.Sample(2, 2));
    assertThat(meter.sample(2 * SECOND, 0.5)).isEqualTo(new EnergyMeter.Sample(6, 8));
    assertThat(meter.sample(3 * SECOND, 1)).isEqualTo(new EnergyMeter.Sample(10, 18));
  }

  @Test
  void shouldSayThatNobodyKnows() {
    EnergyMeter meter = EnergyMeter.find(root, 0, 0, 0);

    assertThat(meter.source()).isEqualTo("unknown");
    assertThat(meter.sample(SECOND, 1)).isEqualTo(new EnergyMeter.Sample(0, 0));
  }

  @Test
  void shouldReadTheHottestZoneThatMakesSense() throws IOException {
    write("sys/class/thermal/thermal_zone0/temp", "41500");
    write("sys/class/thermal/thermal_zone1/temp", "54250");
    write("sys/class/thermal/thermal_zone2/temp", "-256000");

    assertThat(Thermometer.find(root).celsius()).hasValue(54.25);
    assertThat(Thermometer.find(root.resolve("nowhere")).celsius()).isEmpty();
  }

  private void rapl(String zone, String name, long microjoules, long range) throws IOException {
    write("sys/class/powercap/" + zone + "/name", name);
    write("sys/class/powercap/" + zone + "/energy_uj", Long.toString(microjoules));
    write("sys/class/powercap/" + zone + "/max_energy_range_uj", Long.toString(range));
  }

  private void rail(int channel, String label, int millivolts, int milliamperes)
      throws IOException {
    write("sys/class/hwmon/hwmon3/in" + channel + "_label", label);
    write("sys/class/hwmon/hwmon3/in" + channel + "_input", Integer.toString(millivolts));
    write("sys/class/hwmon/hwmon3/curr" + channel + "_input", Integer.toString(milliamperes));
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text + "\n");
  }
}
