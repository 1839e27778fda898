package io.millrace.dispatcher.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.dispatcher.ingest.gate.GateSettings;
import io.millrace.dispatcher.ingest.source.CameraException;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.CameraSpec;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CameraAddressTest {

  @Test
  void shouldTakeAPathForARecording() {
    assertThat(CameraAddress.parse("videos/street.avi"))
        .isEqualTo(new CameraAddress.Recording(Path.of("videos/street.avi"), false));
    assertThat(CameraAddress.parse("file:/data/street.avi?loop=true"))
        .isEqualTo(new CameraAddress.Recording(Path.of("/data/street.avi"), true));
    assertThat(CameraAddress.parse("file:///data/street.avi"))
        .isEqualTo(new CameraAddress.Recording(Path.of("/data/street.avi"), false));
  }

  @Test
  void shouldTakeAFileWithAQuestionMarkInItsNameForAFile(@TempDir Path folder) throws Exception {
    // Given
    Path file = Files.createFile(folder.resolve("what?loop=true"));

    // When / Then
    assertThat(CameraAddress.parse(file.toString()))
        .isEqualTo(new CameraAddress.Recording(file, false));
  }

  @Test
  void shouldTakeAUrlForANetworkStream() {
    assertThat(CameraAddress.parse("rtsp://10.0.0.7:554/live?channel=1"))
        .isEqualTo(new CameraAddress.Network(URI.create("rtsp://10.0.0.7:554/live?channel=1")));
  }

  @Test
  void shouldNeverShowAPassword() {
    assertThat(CameraAddress.parse("rtsp://admin:s3cret@10.0.0.7/live"))
        .hasToString("rtsp://admin:***@10.0.0.7/live");
    assertThatThrownBy(() -> CameraAddress.parse("ftp://admin:s3cret@10.0.0.7/live"))
        .hasMessageContaining("ftp://admin:***@10.0.0.7/live")
        .hasMessageNotContaining("s3cret");
    // A password with an @ of its own, which people forget to escape
    assertThatThrownBy(() -> CameraAddress.parse("rtsp://admin:p@ss w0rd@10.0.0.7/live"))
        .hasMessageNotContaining("w0rd");
  }

  @Test
  void shouldTakeADevice() {
    assertThat(CameraAddress.parse("device:v4l2:/dev/video2?size=1280x720&rate=30"))
        .isEqualTo(new CameraAddress.Device("v4l2", "/dev/video2", "1280x720", 30));
    assertThat(CameraAddress.parse("/dev/video0"))
        .isInstanceOfSatisfying(
            CameraAddress.Device.class,
            device -> assertThat(device.name()).isEqualTo("/dev/video0"));
    assertThat(CameraAddress.parse("device:dshow:video=Integrated Camera"))
        .isEqualTo(new CameraAddress.Device("dshow", "video=Integrated Camera", "", 0));
  }

  @Test
  void shouldTakeTheGateWithItsSettings() {
    assertThat(CameraAddress.parse("gate:"))
        .isEqualTo(new CameraAddress.Gate(GateSettings.DEFAULT));
    assertThat(CameraAddress.parse("gate:?seed=7&size=800x450&scene=containers"))
        .isInstanceOfSatisfying(
            CameraAddress.Gate.class,
            gate -> {
              assertThat(gate.settings().seed()).isEqualTo(7);
              assertThat(gate.settings().width()).isEqualTo(800);
              assertThat(gate.settings().height()).isEqualTo(450);
              assertThat(gate.settings().scene()).isEqualTo(GateSettings.Scene.CONTAINERS);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ftp://host/x            | no camera has such an address
          rtsp:///live            | names no host
          http://a b/             | is no URL
          x.avi?lop=true          | unknown setting 'lop'; known are loop
          x.avi?loop=yes          | loop must be true or false (was yes)
          device:                 | names no device
          /dev/video0?size=big    | size must be WIDTHxHEIGHT
          gate:?seed=x            | seed must be a whole number (was x)
          gate:?size=10x10        | size must lie between 320x180 and 1920x1080
          gate:?scene=zoo         | scene must be vehicles or containers (was zoo)
          gate:?noise=99          | noise must be a number from 0.0 to 20.0 (was 99)
          gate:?day=soon          | 'soon' is no duration
          gate:?seed=1&seed=2     | 'seed' is set twice
          gate:?seed              | 'seed' is no setting; write name=value
          gate:?sead=1            | unknown setting 'sead'; known are blur, day, noise, rate, scene, seed, size
          gate:north              | the gate has no name or path
          file:                   | names no file
          """)
  void shouldSayWhatIsWrongWithAnAddress(String address, String message) {
    // When
    CameraException error =
        catchThrowableOfType(CameraException.class, () -> CameraAddress.parse(address));

    // Then
    assertThat(error).hasMessageContaining(message).hasMessageContaining(address);
    assertThat(error.reason()).isEqualTo(CameraException.Reason.ADDRESS);
  }

  @Test
  void shouldReadTheGateAddressThatItWrites() {
    // Given
    CameraAddress address = CameraAddress.parse("gate:?seed=-3&rate=12.5&day=90s&blur=0.5");

    // When / Then
    assertThat(CameraAddress.parse(address.toString())).isEqualTo(address);
  }

  @Test
  void shouldNameTheCameraWhosePaceIsNone() {
    assertThatThrownBy(
            () -> CameraSettings.of(new CameraSpec(CameraId.of("north"), "gate:", "slow")))
        .isInstanceOf(CameraException.class)
        .hasMessage(
            "Camera north: pace: 'slow' is no pace; write native, asap or a rate such as 5/s");
  }
}
