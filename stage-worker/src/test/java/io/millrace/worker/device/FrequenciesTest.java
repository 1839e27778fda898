package io.millrace.worker.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.device.Frequencies.Change;
import io.millrace.worker.device.Frequencies.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrequenciesTest {

  @TempDir Path root;
  private Path policy;

  @BeforeEach
  void makeTheTree() throws IOException {
    policy = Files.createDirectories(root.resolve("sys/devices/system/cpu/cpufreq/policy0"));
    file("cpuinfo_min_freq", "600000");
    file("cpuinfo_max_freq", "1800000");
    file("scaling_min_freq", "600000");
    file("scaling_max_freq", "1800000");
    file("scaling_cur_freq", "1500000");
    file("scaling_available_frequencies", "1800000 1500000 600000 ");
  }

  @Test
  void shouldReadWhatThereIs() {
    assertThat(new Frequencies(root).policies())
        .containsExactly(
            new Policy(
                "policy0",
                1_500_000_000L,
                600_000_000L,
                1_800_000_000L,
                List.of(600_000_000L, 1_500_000_000L, 1_800_000_000L)));
  }

  @Test
  void shouldFixAFrequencyAndAllowAllAgain() throws IOException {
    Frequencies frequencies = new Frequencies(root);

    assertThat(frequencies.set(600_000_000L)).isEqualTo(new Change.Done(1));
    assertThat(text("scaling_min_freq")).isEqualTo("600000");
    assertThat(text("scaling_max_freq")).isEqualTo("600000");

    assertThat(frequencies.set(1_500_000_000L)).isEqualTo(new Change.Done(1));
    assertThat(text("scaling_min_freq")).isEqualTo("1500000");
    assertThat(text("scaling_max_freq")).isEqualTo("1500000");

    assertThat(frequencies.release()).isEqualTo(new Change.Done(1));
    assertThat(text("scaling_min_freq")).isEqualTo("600000");
    assertThat(text("scaling_max_freq")).isEqualTo("1800000");
  }

  @Test
  void shouldRefuseAFrequencyThatTheHardwareDoesNotKnow() throws IOException {
    Change change = new Frequencies(root).set(1_000_000_000L);

    assertThat(change)
        .isInstanceOfSatisfying(
            Change.NotControllable.class,
            no -> assertThat(no.why()).contains("policy0", "1000000000", "600000000"));
    assertThat(text("scaling_max_freq")).isEqualTo("1800000");
  }

  @Test
  void shouldSayThatItIsNotControllableWithoutCpufreq() {
    Frequencies none = new Frequencies(root.resolve("elsewhere"));

    assertThat(none.policies()).isEmpty();
    assertThat(none.set(600_000_000L))
        .isInstanceOfSatisfying(
            Change.NotControllable.class,
            no -> assertThat(no.why()).contains("not controllable here", "cpufreq"));
  }

  private void file(String name, String text) throws IOException {
    Files.writeString(policy.resolve(name), text + "\n");
  }

  private String text(String name) throws IOException {
    return Files.readString(policy.resolve(name)).strip();
  }
}
