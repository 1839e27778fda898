package io.millrace.worker.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topics.record.DeviceId;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmulatedLinkTest {

  private static final DeviceId HERE = new DeviceId("here");
  private static final DeviceId NEAR = new DeviceId("near");
  private static final DeviceId FAR = new DeviceId("far");
  private static final long MILLI = 1_000_000;
  private static final int KB = 1_000;

  /** A clock that wraps soon, as clocks that count nanoseconds may. */
  private static final long START = Math.subtractExact(Long.MAX_VALUE, 3 * MILLI);

  @Test
  void shouldSendOneRecordAfterTheOtherThroughTheUplink() {
    EmulatedLink link = link(1_000 * KB, Duration.ZERO, Map.of());

    // 10 kB at 1 MB/s take 10 ms, and the second waits for the first
    assertThat(link.waitNanos(10 * KB, NEAR, START)).isEqualTo(10 * MILLI);
    assertThat(link.waitNanos(10 * KB, FAR, START)).isEqualTo(20 * MILLI);
    assertThat(link.waitNanos(10 * KB, null, START + 5 * MILLI)).isEqualTo(25 * MILLI);
    assertThat(link.waitNanos(10 * KB, NEAR, START + 100 * MILLI))
        .as("an idle link saves nothing up")
        .isEqualTo(10 * MILLI);
  }

  @Test
  void shouldGiveEachPairItsOwnLink() {
    EmulatedLink link = link(0, Duration.ZERO, Map.of(FAR, 100.0 * KB));

    assertThat(link.waitNanos(10 * KB, FAR, START)).isEqualTo(100 * MILLI);
    assertThat(link.waitNanos(10 * KB, FAR, START)).isEqualTo(200 * MILLI);
    assertThat(link.waitNanos(10 * KB, NEAR, START)).as("no limit towards it").isZero();
    assertThat(link.waitNanos(10 * KB, null, START)).as("to the results").isZero();
  }

  @Test
  void shouldWaitForTheSlowerOfUplinkAndPair() {
    EmulatedLink link = link(1_000 * KB, Duration.ZERO, Map.of(FAR, 100.0 * KB));

    assertThat(link.waitNanos(10 * KB, FAR, START)).isEqualTo(100 * MILLI);
    assertThat(link.waitNanos(10 * KB, NEAR, START))
        .as("behind the first in the uplink only")
        .isEqualTo(20 * MILLI);
  }

  @Test
  void shouldAddLatencyThatOccupiesNothing() {
    EmulatedLink link = link(0, Duration.ofMillis(5), Map.of());

    assertThat(link.waitNanos(10 * KB, NEAR, START)).isEqualTo(5 * MILLI);
    assertThat(link.waitNanos(10 * KB, NEAR, START)).isEqualTo(5 * MILLI);
  }

  @Test
  void shouldTakeNoTimeForWhatStaysOnTheDevice() {
    EmulatedLink link = link(1, Duration.ofMillis(5), Map.of(HERE, 1.0));

    assertThat(link.waitNanos(10 * KB, HERE, START)).isZero();
    assertThat(link.sentBytes()).isZero();
  }

  @Test
  void shouldCountWhatLeavesTheDevice() {
    EmulatedLink link = new EmulatedLink(HERE, Emulation.NONE);

    assertThat(link.waitNanos(10 * KB, NEAR, START)).isZero();
    long unused = link.waitNanos(5 * KB, null, START);

    assertThat(link.sentBytes()).isEqualTo(15 * KB);
  }

  private static EmulatedLink link(double uplink, Duration latency, Map<DeviceId, Double> links) {
    return new EmulatedLink(HERE, new Emulation(1, 0, uplink, latency, links, 0, 0));
  }
}
