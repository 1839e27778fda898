package io.millrace.models.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobsTest {
  private static List<Blobs.Blob> find(String... lines) {
    int width = lines[0].length();
    float[] map = new float[width * lines.length];
    for (int y = 0; y < lines.length; y++) {
      for (int x = 0; x < width; x++) {
        map[y * width + x] = lines[y].charAt(x) == '#' ? 1 : 0;
      }
    }
    return Blobs.find(map, width, lines.length, 0.5f);
  }

  @Test
  void shouldJoinByCorners() {
    assertThat(find("##...", "..##.", "....#")).hasSize(1);
    assertThat(find("..#", ".#.", "#..")).hasSize(1);
    assertThat(find("##.", "...", "##.")).hasSize(2);
    assertThat(find("#.#")).hasSize(2);
  }

  @Test
  void shouldJoinTwoArmsThatMeetBelow() {
    // When: the arms are separate areas until the last line
    List<Blobs.Blob> blobs = find("#...#", "#...#", "#####");

    // Then
    assertThat(blobs).hasSize(1);
    assertThat(blobs.get(0).top).isZero();
    assertThat(blobs.get(0).first).containsExactly(0, 0, 0);
    assertThat(blobs.get(0).past).containsExactly(5, 5, 5);
  }

  @Test
  void shouldOutlineEachLine() {
    // When
    Blobs.Blob blob = find(".....", "..#..", ".###.", "...##").get(0);

    // Then
    assertThat(blob.top).isEqualTo(1);
    assertThat(blob.first).containsExactly(2, 1, 3);
    assertThat(blob.past).containsExactly(3, 4, 5);
  }

  @Test
  void shouldReachTheBorders() {
    List<Blobs.Blob> blobs = find("#.#", "...", "#.#");
    assertThat(blobs).hasSize(4);
    assertThat(blobs.get(3).top).isEqualTo(2);
    assertThat(blobs.get(3).past).containsExactly(3);
  }

  @Test
  void shouldNotJoinTheEndOfALineWithTheStartOfTheNext() {
    assertThat(find("...##", "#....")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldAgreeWithFloodFilling(long seed) {
    // Given
    Random random = new Random(seed);
    int width = 1 + random.nextInt(40);
    int height = 1 + random.nextInt(40);
    float[] map = new float[width * height];
    for (int i = 0; i < map.length; i++) {
      map[i] = random.nextFloat();
    }
    float threshold = 0.4f + 0.05f * seed;

    // When
    List<Blobs.Blob> blobs = Blobs.find(map, width, height, threshold);

    // Then
    Set<String> found = new TreeSet<>();
    for (Blobs.Blob blob : blobs) {
      found.add(outline(blob.top, blob.first, blob.past));
    }
    assertThat(found).isEqualTo(flood(map, width, height, threshold));
  }

  private static String outline(int top, int[] first, int[] past) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < first.length; i++) {
      text.append(top + i).append(':').append(first[i]).append('-').append(past[i]).append(' ');
    }
    return text.toString();
  }

  private static Set<String> flood(float[] map, int width, int height, float threshold) {
    boolean[] seen = new boolean[map.length];
    Set<String> outlines = new TreeSet<>();
    for (int start = 0; start < map.length; start++) {
      if (!seen[start] && map[start] > threshold) {
        int[] first = new int[height];
        int[] past = new int[height];
        java.util.Arrays.fill(first, Integer.MAX_VALUE);
        ArrayDeque<Integer> open = new ArrayDeque<>(List.of(start));
        seen[start] = true;
        int bottom = 0;
        while (!open.isEmpty()) {
          int at = open.pop();
          int x = at % width;
          int y = at / width;
          first[y] = Math.min(first[y], x);
          past[y] = Math.max(past[y], x + 1);
          bottom = Math.max(bottom, y);
          for (int ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
            for (int nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
              int next = ny * width + nx;
              if (!seen[next] && map[next] > threshold) {
                seen[next] = true;
                open.push(next);
              }
            }
          }
        }
        int top = start / width;
        outlines.add(
            outline(
                top,
                java.util.Arrays.copyOfRange(first, top, bottom + 1),
                java.util.Arrays.copyOfRange(past, top, bottom + 1)));
      }
    }
    return outlines;
  }

  @Test
  void shouldPutTheLeastRectangleAroundAnUprightBlob() {
    // When
    OrientedRectangle rectangle = OrientedRectangle.around(find(".....", ".###.", ".###.").get(0));

    // Then
    assertThat(rectangle).isEqualTo(new OrientedRectangle(2.5, 2, 1, 0, 3, 2));
  }

  @Test
  void shouldPutTheLeastRectangleAroundADiagonal() {
    // When: five squares along a diagonal; hull corners (0,0) (1,0) (5,4) (5,5) (4,5) (0,1)
    OrientedRectangle rectangle =
        OrientedRectangle.around(find("#....", ".#...", "..#..", "...#.", "....#").get(0));

    // Then: sqrt(50) along it, sqrt(2) across; area 10 instead of 25
    assertThat(rectangle.area()).isCloseTo(10, within(1e-9));
    assertThat(rectangle.centreX()).isCloseTo(2.5, within(1e-9));
    assertThat(rectangle.centreY()).isCloseTo(2.5, within(1e-9));
    assertThat(Math.max(rectangle.width(), rectangle.height()))
        .isCloseTo(Math.sqrt(50), within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shouldEncloseEverySquareWithNoMoreAreaThanUpright(long seed) {
    // Given: a cloud of squares, joined
    Random random = new Random(seed);
    float[] map = new float[30 * 30];
    for (int i = 0; i < map.length; i++) {
      map[i] = random.nextFloat() + (Math.abs(i / 30 - i % 30) < 6 ? 0.6f : 0);
    }

    for (Blobs.Blob blob : Blobs.find(map, 30, 30, 0.7f)) {
      // When
      OrientedRectangle rectangle = OrientedRectangle.around(blob);

      // Then
      int left = Integer.MAX_VALUE;
      int right = 0;
      for (int line = 0; line < blob.first.length; line++) {
        left = Math.min(left, blob.first[line]);
        right = Math.max(right, blob.past[line]);
        for (double y : new double[] {blob.top + line, blob.top + line + 1}) {
          for (double x : new double[] {blob.first[line], blob.past[line]}) {
            double dx = x - rectangle.centreX();
            double dy = y - rectangle.centreY();
            assertThat(Math.abs(dx * rectangle.ux() + dy * rectangle.uy()))
                .isLessThanOrEqualTo(rectangle.width() / 2 + 1e-9);
            assertThat(Math.abs(dy * rectangle.ux() - dx * rectangle.uy()))
                .isLessThanOrEqualTo(rectangle.height() / 2 + 1e-9);
          }
        }
      }
      assertThat(rectangle.area())
          .isLessThanOrEqualTo((double) (right - left) * blob.first.length + 1e-9);
      assertThat(rectangle.ux()).isGreaterThanOrEqualTo(Math.abs(rectangle.uy()));
    }
  }

  @Test
  void shouldAverageOnlyWhatLiesInside() {
    // Given
    float[] map = new float[8 * 8];
    java.util.Arrays.fill(map, 0.5f);
    map[3 * 8 + 3] = 1.5f;

    // When / Then: 2 x 2 values, one of them 1.5
    assertThat(new OrientedRectangle(4, 4, 1, 0, 2, 2).mean(map, 8, 8))
        .isCloseTo(0.75, within(1e-6));
    // Beyond the border there is nothing to count.
    assertThat(new OrientedRectangle(0, 0, 1, 0, 2, 2).mean(map, 8, 8))
        .isCloseTo(0.5, within(1e-6));
    assertThat(new OrientedRectangle(-9, -9, 1, 0, 2, 2).mean(map, 8, 8)).isZero();
    // A diamond of diagonal 4 around (4, 4) holds 12 centres.
    double side = Math.sqrt(8);
    double half = Math.sqrt(0.5);
    assertThat(new OrientedRectangle(4, 4, half, half, side, side).mean(map, 8, 8))
        .isCloseTo(0.5 + 1.0 / 12, within(1e-6));
  }
}
