package io.millrace.planner.solve;

/**
 * The simplex method in a dense table, for problems whose origin is feasible: most {@code c·x} with
 * {@code A·x ≤ b}, {@code x ≥ 0}, {@code b ≥ 0}. Bland's rule, so it ends.
 */
final class TinySimplex {

  private static final double ZERO = 1e-11;

  private TinySimplex() {}

  static double most(double[] c, double[][] a, double[] b) {
    int rows = a.length;
    int columns = c.length;
    double[][] table = new double[rows + 1][columns + rows + 1];
    int[] basis = new int[rows];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(a[i], 0, table[i], 0, columns);
      table[i][columns + i] = 1;
      table[i][columns + rows] = b[i];
      basis[i] = columns + i;
    }
    for (int x = 0; x < columns; x++) {
      table[rows][x] = -c[x];
    }
    while (true) {
      int enter = 0;
      while (enter < columns + rows && table[rows][enter] >= -ZERO) {
        enter++;
      }
      if (enter == columns + rows) {
        return table[rows][columns + rows];
      }
      int leave = -1;
      for (int i = 0; i < rows; i++) {
        if (table[i][enter] > ZERO) {
          double ratio = table[i][columns + rows] / table[i][enter];
          double best =
              leave < 0
                  ? Double.POSITIVE_INFINITY
                  : table[leave][columns + rows] / table[leave][enter];
          if (ratio < best - ZERO || (ratio < best + ZERO && basis[i] < basis[leave])) {
            leave = i;
          }
        }
      }
      if (leave < 0) {
        throw new IllegalArgumentException("without bound");
      }
      pivot(table, leave, enter);
      basis[leave] = enter;
    }
  }

  private static void pivot(double[][] table, int row, int column) {
    double by = table[row][column];
    for (int x = 0; x < table[row].length; x++) {
      table[row][x] /= by;
    }
    for (int i = 0; i < table.length; i++) {
      double factor = table[i][column];
      if (i != row && factor != 0) {
        for (int x = 0; x < table[i].length; x++) {
          table[i][x] -= factor * table[row][x];
        }
      }
    }
  }
}
