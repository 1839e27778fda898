package io.millrace.models.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The connected areas of a map above a threshold, each as the outline of its lines.
 *
 * <p>One pass over the map finds runs of neighbouring values above the threshold; runs that touch
 * one of the line above, also by a corner, are joined by union-find (path halving). Cost: linear in
 * the map's size, memory linear in the number of runs.
 */
final class Blobs {
  private int[] line = new int[256];
  private int[] start = new int[256];
  private int[] end = new int[256];
  private int[] parent = new int[256];
  private int count;

  private Blobs() {}

  /**
   * One connected area: for each of its lines, the first value and one past the last one.
   *
   * <p>Lines between {@code top} and {@code top + first.length} follow each other without a gap.
   */
  static final class Blob {
    final int top;
    final int[] first;
    final int[] past;

    private Blob(int top, int height) {
      this.top = top;
      this.first = new int[height];
      this.past = new int[height];
      Arrays.fill(first, Integer.MAX_VALUE);
    }
  }

  /**
   * Finds the areas of {@code map} whose values are above {@code threshold}.
   *
   * @param map row after row, {@code width * height} values
   * @return in the order of their topmost runs
   */
  static List<Blob> find(float[] map, int width, int height, float threshold) {
    Blobs blobs = new Blobs();
    int above = 0;
    for (int y = 0; y < height; y++) {
      int first = blobs.count;
      blobs.addRuns(map, width, y, threshold);
      blobs.joinWithLineAbove(above, first);
      above = first;
    }
    return blobs.collect();
  }

  private void addRuns(float[] map, int width, int y, float threshold) {
    int row = y * width;
    int x = 0;
    while (x < width) {
      if (map[row + x] > threshold) {
        int from = x;
        do {
          x++;
        } while (x < width && map[row + x] > threshold);
        add(y, from, x);
      }
      x++;
    }
  }

  private void add(int y, int from, int to) {
    if (count == line.length) {
      int more = count * 2;
      line = Arrays.copyOf(line, more);
      start = Arrays.copyOf(start, more);
      end = Arrays.copyOf(end, more);
      parent = Arrays.copyOf(parent, more);
    }
    line[count] = y;
    start[count] = from;
    end[count] = to;
    parent[count] = count;
    count++;
  }

  /** Joins the runs from {@code first} on with those of the line above, {@code above..first}. */
  private void joinWithLineAbove(int above, int first) {
    int up = above;
    for (int run = first; run < count; run++) {
      while (up < first && end[up] < start[run]) {
        up++;
      }
      for (int touching = up; touching < first && start[touching] <= end[run]; touching++) {
        join(touching, run);
      }
    }
  }

  private void join(int a, int b) {
    int rootA = root(a);
    int rootB = root(b);
    // The smaller index wins, so that a root is its area's topmost run.
    parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
  }

  private int root(int run) {
    int at = run;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }

  private List<Blob> collect() {
    int[] bottom = new int[count];
    for (int run = 0; run < count; run++) {
      bottom[root(run)] = line[run];
    }
    List<Blob> found = new ArrayList<>();
    Blob[] byRoot = new Blob[count];
    for (int run = 0; run < count; run++) {
      int root = root(run);
      Blob blob = byRoot[root];
      if (blob == null) {
        blob = new Blob(line[root], bottom[root] - line[root] + 1);
        byRoot[root] = blob;
        found.add(blob);
      }
      int at = line[run] - blob.top;
      blob.first[at] = Math.min(blob.first[at], start[run]);
      blob.past[at] = Math.max(blob.past[at], end[run]);
    }
    return found;
  }
}
