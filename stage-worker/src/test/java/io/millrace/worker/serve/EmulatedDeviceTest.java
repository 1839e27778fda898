package io.millrace.worker.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.StageId;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmulatedDeviceTest {

  private static final DeviceId HERE = new DeviceId("here");
  private static final DeviceId NEAR = new DeviceId("near");
  private static final DeviceId FAR = new DeviceId("far");
  private static final StageId STAGE = new StageId("stage");
  private static final StageId OTHER = new StageId("other");
  private static final long MILLI = 1_000_000;
  private static final int KB = 1_000;

  /** A clock that wraps soon, as clocks that count nanoseconds may. */
  private static final long START = Math.subtractExact(Long.MAX_VALUE, 3 * MILLI);

  @Test
  void shouldSendOneRecordAfterTheOtherThroughTheUplink() {
    EmulatedDevice link = link(1_000 * KB, Duration.ZERO, Map.of());

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
    EmulatedDevice link = link(0, Duration.ZERO, Map.of(FAR, 100.0 * KB));

    assertThat(link.waitNanos(10 * KB, FAR, START)).isEqualTo(100 * MILLI);
    assertThat(link.waitNanos(10 * KB, FAR, START)).isEqualTo(200 * MILLI);
    assertThat(link.waitNanos(10 * KB, NEAR, START)).as("no limit towards it").isZero();
    assertThat(link.waitNanos(10 * KB, null, START)).as("to the results").isZero();
  }

  @Test
  void shouldWaitForTheSlowerOfUplinkAndPair() {
    EmulatedDevice link = link(1_000 * KB, Duration.ZERO, Map.of(FAR, 100.0 * KB));

    assertThat(link.waitNanos(10 * KB, FAR, START)).isEqualTo(100 * MILLI);
    assertThat(link.waitNanos(10 * KB, NEAR, START))
        .as("behind the first in the uplink only")
        .isEqualTo(20 * MILLI);
  }

  @Test
  void shouldAddLatencyThatOccupiesNothing() {
    EmulatedDevice link = link(0, Duration.ofMillis(5), Map.of());

    assertThat(link.waitNanos(10 * KB, NEAR, START)).isEqualTo(5 * MILLI);
    assertThat(link.waitNanos(10 * KB, NEAR, START)).isEqualTo(5 * MILLI);
  }

  @Test
  void shouldTakeNoTimeForWhatStaysOnTheDevice() {
    EmulatedDevice link = link(1, Duration.ofMillis(5), Map.of(HERE, 1.0));

    assertThat(link.waitNanos(10 * KB, HERE, START)).isZero();
    assertThat(link.sentBytes()).isZero();
  }

  @Test
  void shouldCountWhatLeavesTheDevice() {
    EmulatedDevice link = new EmulatedDevice(HERE, Emulation.NONE);

    assertThat(link.waitNanos(10 * KB, NEAR, START)).isZero();
    long unused = link.waitNanos(5 * KB, null, START);

    assertThat(link.sentBytes()).isEqualTo(15 * KB);
  }

  @Test
  void shouldGiveEveryCoreOneBatchAtATime() {
    EmulatedDevice device = cores(2, Emulation.slower(3));

    // 2 ms here are 6 ms there; two batches at once, the third waits for the first core
    assertThat(device.work(STAGE, 1, START, START + 2 * MILLI).waitNanos()).isEqualTo(4 * MILLI);
    assertThat(device.work(STAGE, 1, START, START + 2 * MILLI).waitNanos()).isEqualTo(4 * MILLI);
    EmulatedDevice.Work third = device.work(STAGE, 1, START, START + 2 * MILLI);

    assertThat(third.waitNanos()).isEqualTo(10 * MILLI);
    assertThat(third.computeNanos()).as("without the wait for a core").isEqualTo(6 * MILLI);
    assertThat(device.workedSeconds()).isEqualTo(0.018);
  }

  @Test
  void shouldTakeTheStatedTimePerFrameWhateverThisMachineTakes() {
    EmulatedDevice device =
        cores(1, Emulation.slower(9).withService(Map.of(STAGE, Duration.ofMillis(10))));

    assertThat(device.work(STAGE, 3, START, START + 2 * MILLI))
        .isEqualTo(new EmulatedDevice.Work(30 * MILLI, 28 * MILLI));
    assertThat(device.work(OTHER, 1, START + 40 * MILLI, START + 42 * MILLI).computeNanos())
        .as("a stage without a stated time is slowed down")
        .isEqualTo(18 * MILLI);
  }

  @Test
  void shouldPretendSomethingElseFromNowOn() {
    EmulatedDevice device = cores(1, Emulation.slower(2));
    device.pretend(device.emulation().timesSlower(3));

    assertThat(device.work(STAGE, 1, START, START + MILLI).computeNanos()).isEqualTo(6 * MILLI);
  }

  @Test
  void shouldTakeNothingButTheTimeItTakesWhenItPretendsNothing() {
    EmulatedDevice device = new EmulatedDevice(HERE, Emulation.NONE);

    for (int i = 0; i < 3; i++) {
      assertThat(device.work(STAGE, 1, START, START + 5 * MILLI))
          .isEqualTo(new EmulatedDevice.Work(5 * MILLI, 0));
    }
  }

  private static EmulatedDevice cores(int cores, Emulation emulation) {
    return new EmulatedDevice(HERE, emulation.withCores(cores));
  }

  private static EmulatedDevice link(double uplink, Duration latency, Map<DeviceId, Double> links) {
    return new EmulatedDevice(HERE, new Emulation(1, Map.of(), 1, 0, uplink, latency, links, 0, 0));
  }
}
