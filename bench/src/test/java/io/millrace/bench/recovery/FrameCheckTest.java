package io.millrace.bench.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.FrameRef;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameCheckTest {

  @Test
  void shouldPassFramesThatAreAllThereOnceAndInOrder() {
    assertThat(FrameCheck.of(3, frames(0, 1, 2)).whole()).isTrue();
  }

  @Test
  void shouldTellOneThatIsMissing() {
    FrameCheck check = FrameCheck.of(3, frames(0, 2));

    assertThat(check.whole()).isFalse();
    assertThat(check.missing()).isEqualTo(1);
  }

  @Test
  void shouldTellOneThatCameTwiceFromOneThatCameLate() {
    FrameCheck check = FrameCheck.of(4, frames(0, 2, 1, 3, 2));

    assertThat(check.whole()).isFalse();
    assertThat(check.missing()).isZero();
    assertThat(check.repeated()).hasSize(1).allMatch(name -> name.endsWith("2"));
    assertThat(check.misplaced()).hasSize(1).allMatch(name -> name.endsWith("1"));
  }

  @Test
  void shouldNotPassMoreFramesThanThereWere() {
    assertThat(FrameCheck.of(2, frames(0, 1, 2)).whole()).isFalse();
  }

  private static List<FrameRef> frames(long... sequences) {
    return Arrays.stream(sequences)
        .mapToObj(each -> new FrameRef(new CameraId("gate"), 1, each, Instant.EPOCH))
        .toList();
  }
}
