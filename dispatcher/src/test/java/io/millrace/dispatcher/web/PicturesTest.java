package io.millrace.dispatcher.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.FrameRef;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PicturesTest {

  private static final CameraId GATE = CameraId.of("gate");
  private static final CameraId YARD = CameraId.of("yard");

  private final Pictures pictures = new Pictures(100);

  private static FrameRef frame(CameraId camera, long run, long sequence) {
    return new FrameRef(camera, run, sequence, Instant.EPOCH);
  }

  @Test
  void shouldLetGoOfTheOldestPicturesOfThatCameraOnly() {
    // Given
    pictures.put(frame(YARD, 1, 0), new byte[90]);
    pictures.put(frame(GATE, 1, 0), new byte[50]);
    pictures.put(frame(GATE, 1, 1), new byte[50]);

    // When
    pictures.put(frame(GATE, 1, 2), new byte[50]);

    // Then
    assertThat(pictures.jpeg(GATE, 1, 0)).isEmpty();
    assertThat(pictures.jpeg(GATE, 1, 1)).isPresent();
    assertThat(pictures.jpeg(GATE, 1, 2)).isPresent();
    assertThat(pictures.jpeg(YARD, 1, 0)).isPresent();
  }

  @Test
  void shouldKeepTheNewestEvenWhenItAloneIsTooLarge() {
    // Given
    pictures.put(frame(GATE, 1, 0), new byte[50]);

    // When
    pictures.put(frame(GATE, 1, 1), new byte[500]);

    // Then
    assertThat(pictures.jpeg(GATE, 1, 0)).isEmpty();
    assertThat(pictures.jpeg(GATE, 1, 1)).isPresent();
    assertThat(pictures.latest(GATE)).contains(frame(GATE, 1, 1));
  }

  @Test
  void shouldTellRunsOfTheSameCameraApart() {
    // Given
    pictures.put(frame(GATE, 1, 0), new byte[] {1});
    pictures.put(frame(GATE, 2, 0), new byte[] {2});

    // When, Then
    assertThat(pictures.jpeg(GATE, 1, 0)).contains(new byte[] {1});
    assertThat(pictures.jpeg(GATE, 2, 0)).contains(new byte[] {2});
  }

  @Test
  void shouldCountAPictureThatIsPutAgainOnce() {
    // Given
    for (int i = 0; i < 10; i++) {
      pictures.put(frame(GATE, 1, 0), new byte[60]);
    }

    // When
    pictures.put(frame(GATE, 1, 1), new byte[40]);

    // Then
    assertThat(pictures.jpeg(GATE, 1, 0)).isPresent();
  }

  @Test
  void shouldForgetACamera() {
    // Given
    pictures.put(frame(GATE, 1, 0), new byte[1]);

    // When
    pictures.forget(GATE);

    // Then
    assertThat(pictures.latest(GATE)).isEmpty();
    assertThat(pictures.jpeg(GATE, 1, 0)).isEmpty();
  }
}
