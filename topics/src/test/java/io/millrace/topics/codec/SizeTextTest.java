package io.millrace.topics.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizeTextTest {

  @ParameterizedTest
  @CsvSource({"1GB, 1000000000", "512MiB, 536870912", "1.5 kB, 1500", "2e3B, 2000"})
  void shouldReadSizes(String text, long bytes) {
    assertThat(SizeText.bytes("memory", text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"10MB/s, 10000000", "80Mbit/s, 10000000", "1KiB/s, 1024", "0.5B/s, 0.5"})
  void shouldReadRatesInBytesAndBits(String text, double bytesPerSecond) {
    assertThat(SizeText.bytesPerSecond("uplink", text)).isEqualTo(bytesPerSecond);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "0GB", "-1GB", "1GB/s", "1Mbit", "1 gigabyte", "1e30TB", "GB"})
  void shouldRefuseWhatIsNoSize(String text) {
    assertThatThrownBy(() -> SizeText.bytes("memory", text))
        .hasMessageContaining("memory must be a size with a unit, such as 8GB or 512MiB")
        .hasMessageContaining("(was '" + text + "')");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "10MB", "0MB/s", "10Mb/s", "fast"})
  void shouldRefuseWhatIsNoRate(String text) {
    assertThatThrownBy(() -> SizeText.bytesPerSecond("uplink", text))
        .hasMessageContaining("uplink must be a rate such as 10MB/s or 100Mbit/s");
  }

  @Test
  void shouldKeepLargeSizesExact() {
    assertThat(SizeText.bytes("memory", "4TiB")).isEqualTo(4L << 40);
  }
}
