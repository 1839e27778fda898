package io.millrace.planner.solve;

import java.util.Arrays;

/**
 * Upper bound on the least stage rate when each device's rate does not depend on the others.
 *
 * <p><b>Problem.</b> Share devices among stages, in fractions, to maximise the least Σ_j r_sj·x_sj.
 * By linear duality its value is the minimum over λ ≥ 0 with Σ_s λ_s = 1 of
 *
 * <pre>  g(λ) = Σ_j max_s λ_s·r_sj</pre>
 *
 * and g(λ) is a valid bound at <em>every</em> λ, so that a search for the minimum may stop
 * anywhere.
 *
 * <p><b>Method.</b> Replace the maximum by τ·log Σ exp(·/τ), minimise by Newton's method on the
 * plane Σ λ = 1, and let τ fall. Stages are scaled by their mean rate first. Cost: O(devices ·
 * stages²) per step, about forty steps. Where one step would take too long (hundreds of stages),
 * the prices follow the shortage instead: a stage that gets more than the mean becomes cheaper by a
 * factor that falls from step to step. That converges slowly, but costs only O(devices · stages).
 */
final class RelaxedBound {

  private static final double FIRST_SMOOTHING = 0.05;
  private static final double LAST_SMOOTHING = 1e-6;
  private static final double COOLING = 0.3;
  private static final int STEPS_PER_SMOOTHING = 8;

  /** Devices above which a sample of them gives the prices to start from. */
  private static final int MANY = 4000;

  private static final int SAMPLE = 1000;

  /** Smoothing that the prices of a sample are good for. */
  private static final double SAMPLED_SMOOTHING = 2e-3;

  /** Devices times stages squared up to which a Newton step is worth it. */
  private static final double MOST_WORK_PER_STEP = 5e7;

  private static final int SHORTAGE_STEPS = 400;
  private static final double FIRST_ADJUSTMENT = 0.5;
  private static final double LAST_ADJUSTMENT = 0.002;

  private final double[] lambda;
  private final double value;

  private RelaxedBound(double[] lambda, double value) {
    this.lambda = lambda;
    this.value = value;
  }

  /** Prices of the stages at the least bound found; they add up to 1. */
  double[] lambda() {
    return lambda.clone();
  }

  /** The bound in frames per second. */
  double value() {
    return value;
  }

  /** g(λ) for prices that add up to 1. */
  static double dual(double[][] rate, double[] lambda) {
    double g = 0;
    for (int j = 0; j < rate[0].length; j++) {
      double most = 0;
      for (int s = 0; s < rate.length; s++) {
        most = Math.max(most, lambda[s] * rate[s][j]);
      }
      g += most;
    }
    return g;
  }

  /**
   * The least bound that Newton's method finds before the budget is spent.
   *
   * @param rate frames per second {@code [stage][device]}, 0 where a stage does not fit
   */
  static RelaxedBound of(double[][] rate, Budget budget) {
    int m = rate.length;
    int n = rate[0].length;
    // Scaled so that the mean rate of every stage is 1: prices of one size, one smoothing for all.
    double[] mean = new double[m];
    double[][] scaled = new double[m][n];
    for (int s = 0; s < m; s++) {
      mean[s] = Arrays.stream(rate[s]).sum() / n;
      for (int j = 0; j < n; j++) {
        scaled[s][j] = rate[s][j] / mean[s];
      }
    }
    // In scaled prices p_s = λ_s·mean_s the plane Σ λ = 1 is Σ p_s·weight_s = 1.
    double[] weight = new double[m];
    double total = 0;
    for (int s = 0; s < m; s++) {
      total += 1 / mean[s];
    }
    for (int s = 0; s < m; s++) {
      weight[s] = 1 / mean[s] / total;
    }
    double[] best =
        (double) n * m * m > MOST_WORK_PER_STEP
            ? byShortage(scaled, weight, budget)
            : byNewton(scaled, weight, budget);
    double[] lambda = new double[m];
    for (int s = 0; s < m; s++) {
      lambda[s] = best[s] * weight[s];
    }
    double sum = Arrays.stream(lambda).sum();
    for (int s = 0; s < m; s++) {
      lambda[s] /= sum;
    }
    return new RelaxedBound(lambda, dual(rate, lambda));
  }

  private static double[] byNewton(double[][] scaled, double[] weight, Budget budget) {
    double[] equal = new double[weight.length];
    Arrays.fill(equal, 1);
    if (scaled[0].length <= MANY) {
      return byNewton(scaled, weight, equal, FIRST_SMOOTHING, budget);
    }
    double[] sampled = byNewton(sample(scaled), weight, equal, FIRST_SMOOTHING, budget);
    return byNewton(scaled, weight, sampled, SAMPLED_SMOOTHING, budget);
  }

  /** About {@link #SAMPLE} devices, evenly from the list. */
  private static double[][] sample(double[][] rate) {
    int step = rate[0].length / SAMPLE;
    double[][] some = new double[rate.length][rate[0].length / step];
    for (int s = 0; s < rate.length; s++) {
      for (int j = 0; j < some[s].length; j++) {
        some[s][j] = rate[s][j * step];
      }
    }
    return some;
  }

  private static double[] byNewton(
      double[][] scaled, double[] weight, double[] start, double smoothing, Budget budget) {
    double[] price = start.clone();
    double[] best = price.clone();
    double least = dual(scaled, price);
    Newton newton = new Newton(scaled, weight);
    for (double tau = smoothing; tau >= LAST_SMOOTHING; tau *= COOLING) {
      double before = Double.POSITIVE_INFINITY;
      for (int step = 0; step < STEPS_PER_SMOOTHING; step++) {
        if (budget.spent()) {
          break;
        }
        double now = newton.step(price, tau);
        double g = dual(scaled, price);
        if (g < least) {
          least = g;
          best = price.clone();
        }
        if (before - now < 1e-9 * now) {
          break;
        }
        before = now;
      }
    }
    return best;
  }

  private static double[] byShortage(double[][] scaled, double[] weight, Budget budget) {
    int m = weight.length;
    double[] price = new double[m];
    Arrays.fill(price, 1);
    double[] best = price.clone();
    double least = Double.POSITIVE_INFINITY;
    double[] supply = new double[m];
    for (int step = 0; step < SHORTAGE_STEPS && !budget.spent(); step++) {
      double value = supply(scaled, price, supply);
      if (value < least) {
        least = value;
        best = price.clone();
      }
      double factor =
          FIRST_ADJUSTMENT
              * Math.pow(LAST_ADJUSTMENT / FIRST_ADJUSTMENT, (double) step / SHORTAGE_STEPS);
      double total = 0;
      for (int s = 0; s < m; s++) {
        // At the optimum every stage's supply in scaled rates is its weight's share of the value.
        double surplus = supply[s] / (value * weight[s]) - 1;
        price[s] *= Math.exp(-factor * Math.max(-1, Math.min(1, surplus)));
        total += price[s] * weight[s];
      }
      for (int s = 0; s < m; s++) {
        price[s] /= total;
      }
    }
    return best;
  }

  /** g of these prices; leaves what each stage gets when every device takes its dearest. */
  private static double supply(double[][] rate, double[] price, double[] supply) {
    Arrays.fill(supply, 0);
    double g = 0;
    for (int j = 0; j < rate[0].length; j++) {
      int dearest = 0;
      for (int s = 1; s < rate.length; s++) {
        dearest = price[s] * rate[s][j] > price[dearest] * rate[dearest][j] ? s : dearest;
      }
      supply[dearest] += rate[dearest][j];
      g += price[dearest] * rate[dearest][j];
    }
    return g;
  }

  /** One damped Newton step at a time on the smoothed dual. */
  private static final class Newton {
    private final double[][] r;
    private final double[] weight;
    private final int m;
    private final int n;
    private final double[] p;
    private final double[] gradient;
    private final double[][] kkt;

    Newton(double[][] r, double[] weight) {
      this.r = r;
      this.weight = weight;
      this.m = r.length;
      this.n = r[0].length;
      this.p = new double[m];
      this.gradient = new double[m];
      this.kkt = new double[m + 1][m + 2];
    }

    /** Moves {@code price} and returns the smoothed value there. */
    double step(double[] price, double tau) {
      double now = derivatives(price, tau);
      double[] direction = direction();
      double slope = 0;
      double longest = 1;
      for (int s = 0; s < m; s++) {
        slope += gradient[s] * direction[s];
        if (direction[s] < 0) {
          // Prices stay positive: a free stage would draw no device and could not be binding.
          longest = Math.min(longest, -0.9 * price[s] / direction[s]);
        }
      }
      if (!(slope < 0)) {
        return now;
      }
      double[] trial = new double[m];
      for (double length = longest; length > 1e-6; length *= 0.4) {
        for (int s = 0; s < m; s++) {
          trial[s] = price[s] + length * direction[s];
        }
        double there = smoothed(trial, tau);
        if (there <= now + 1e-4 * length * slope) {
          System.arraycopy(trial, 0, price, 0, m);
          return there;
        }
      }
      return now;
    }

    private double smoothed(double[] price, double tau) {
      double f = 0;
      for (int j = 0; j < n; j++) {
        double most = 0;
        for (int s = 0; s < m; s++) {
          most = Math.max(most, price[s] * r[s][j]);
        }
        double sum = 0;
        for (int s = 0; s < m; s++) {
          double below = (price[s] * r[s][j] - most) / tau;
          sum += below > -40 ? Math.exp(below) : 0;
        }
        f += most + tau * Math.log(sum);
      }
      return f;
    }

    private double derivatives(double[] price, double tau) {
      Arrays.fill(gradient, 0);
      for (double[] row : kkt) {
        Arrays.fill(row, 0);
      }
      double f = 0;
      for (int j = 0; j < n; j++) {
        double most = 0;
        for (int s = 0; s < m; s++) {
          most = Math.max(most, price[s] * r[s][j]);
        }
        double sum = 0;
        for (int s = 0; s < m; s++) {
          double below = (price[s] * r[s][j] - most) / tau;
          p[s] = below > -40 ? Math.exp(below) : 0;
          sum += p[s];
        }
        f += most + tau * Math.log(sum);
        for (int s = 0; s < m; s++) {
          if (p[s] > 0) {
            double a = p[s] / sum * r[s][j];
            gradient[s] += a;
            kkt[s][s] += a * r[s][j] / tau;
            for (int t = 0; t <= s; t++) {
              if (p[t] > 0) {
                kkt[s][t] -= a * (p[t] / sum) * r[t][j] / tau;
              }
            }
          }
        }
      }
      return f;
    }

    /** Solves the Newton system on the plane by elimination with partial pivoting. */
    private double[] direction() {
      double ridge = 0;
      for (int s = 0; s < m; s++) {
        ridge = Math.max(ridge, kkt[s][s]);
      }
      ridge = Math.max(ridge * 1e-9, 1e-9);
      for (int s = 0; s < m; s++) {
        for (int t = 0; t < s; t++) {
          kkt[t][s] = kkt[s][t];
        }
        kkt[s][s] += ridge;
        kkt[s][m] = weight[s];
        kkt[m][s] = weight[s];
        kkt[s][m + 1] = -gradient[s];
      }
      return Linear.solve(kkt, m);
    }
  }

  /** Gaussian elimination. */
  private static final class Linear {
    /**
     * Solves the system of {@code rows + 1} equations in place; the first {@code rows} unknowns.
     */
    static double[] solve(double[][] a, int rows) {
      int size = rows + 1;
      for (int c = 0; c < size; c++) {
        int pivot = c;
        for (int i = c + 1; i < size; i++) {
          if (Math.abs(a[i][c]) > Math.abs(a[pivot][c])) {
            pivot = i;
          }
        }
        double[] swap = a[c];
        a[c] = a[pivot];
        a[pivot] = swap;
        for (int i = c + 1; i < size; i++) {
          double factor = a[i][c] / a[c][c];
          if (factor != 0) {
            for (int k = c; k <= size; k++) {
              a[i][k] -= factor * a[c][k];
            }
          }
        }
      }
      double[] x = new double[size];
      for (int i = size - 1; i >= 0; i--) {
        double value = a[i][size];
        for (int k = i + 1; k < size; k++) {
          value -= a[i][k] * x[k];
        }
        x[i] = value / a[i][i];
      }
      return Arrays.copyOf(x, rows);
    }
  }
}
