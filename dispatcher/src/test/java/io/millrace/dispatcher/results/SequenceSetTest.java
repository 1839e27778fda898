package io.millrace.dispatcher.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceSetTest {

  @Test
  void shouldJoinRangesWhenTheNumberBetweenThemComes() {
    // Given 0..1 and 3..4
    SequenceSet set = new SequenceSet();
    set.add(0);
    set.add(1);
    set.add(4);
    set.add(3);
    assertThat(set.ranges()).isEqualTo(2);

    // When
    boolean added = set.add(2);

    // Then
    assertThat(added).isTrue();
    assertThat(set.ranges()).isEqualTo(1);
    assertThat(set.contains(4)).isTrue();
    assertThat(set.contains(5)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shouldAgreeWithAPlainSet(long seed) {
    // Given
    Random random = new Random(seed);
    SequenceSet set = new SequenceSet();
    Set<Long> plain = new HashSet<>();

    for (int i = 0; i < 2000; i++) {
      long sequence = random.nextInt(500);

      // When
      boolean added = set.add(sequence);

      // Then
      assertThat(added).isEqualTo(plain.add(sequence));
    }
    for (long sequence = -1; sequence <= 500; sequence++) {
      assertThat(set.contains(sequence)).isEqualTo(plain.contains(sequence));
    }
  }
}
