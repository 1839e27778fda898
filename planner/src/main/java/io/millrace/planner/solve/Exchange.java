package io.millrace.planner.solve;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Local search among assignments whose device rates do not depend on each other.
 *
 * <p><b>Where to look.</b> With prices λ from {@link RelaxedBound}, a device that is not at its
 * dearest stage costs the difference, its regret, off the bound; so do surpluses of stages. An
 * assignment within a small gap of the bound therefore keeps nearly all devices at their dearest
 * stage, and only (device, stage) pairs of small regret, the <em>options</em>, are worth a move.
 *
 * <p><b>Moves.</b> Along options: one device changes stage, two swap, or three go round; every part
 * of a move is an option. Options are indexed by (stage now, stage then), so that a swap is drawn
 * and not searched for.
 *
 * <p><b>Energy.</b> Σ_s φ(rate_s) with φ convex and falling, a soft minimum; its sharpness rises
 * and the temperature falls with time. Cost per move: O(1) when refused, O(options of the devices)
 * when taken. Not thread-safe.
 */
final class Exchange {

  private static final int MOVES_PER_LOOK = 4096;

  /** Sharpness of the soft minimum, in steps of one device's share of the bound. */
  private static final double FIRST_SHARPNESS = 0.1;

  private static final double LAST_SHARPNESS = 3;

  /** First and last temperature with many devices per stage, in one device's share of the bound. */
  private static final double HOT = 0.003;

  private static final double COLD = 0.0001;

  /** Greatest regret of an option with many devices per stage, in the same unit. */
  private static final double MOST_REGRET = 0.05;

  /** Devices per stage that count as many; with fewer, good plans stray further from the prices. */
  private static final double MANY = 60;

  private static final double MOST_SPREAD = 10;

  /** Share of the time that goes to annealing; the rest polishes. */
  private static final double ANNEALING = 0.6;

  private static final int SUBSET_BITS = 6;

  private final double[][] rate;
  private final int m;
  private final int n;
  private final double unit;
  private final double spread;
  private final SplittableRandom random;
  private final Budget budget;

  // Option o of device owner[o] leads to stage target[o]; a device's options are consecutive.
  private final int[] firstOption;
  private final int[] owner;
  private final int[] target;

  // out[a]: options of devices now at stage a, by target; with each option's place in its list.
  private final int[][][] out;
  private final int[][] outCount;
  private final int[] place;

  private final int[] stageOf;
  private final double[] sum;
  private final double[] weight;
  private int[] best;
  private double bestLeast;
  private double scale;
  private double floor;

  /**
   * A search over the options of least regret.
   *
   * @param rate frames per second {@code [stage][device]}, 0 where a stage does not fit
   * @param lambda prices of the stages, adding up to 1
   * @param bound value of the relaxation at those prices
   */
  Exchange(double[][] rate, double[] lambda, double bound, long seed, Budget budget) {
    this.rate = rate;
    this.m = rate.length;
    this.n = rate[0].length;
    this.unit = bound;
    this.spread = Math.max(1, Math.min(MOST_SPREAD, MANY * m / n));
    this.random = new SplittableRandom(seed);
    this.budget = budget;
    this.firstOption = new int[n + 1];
    int[] ownerOf = new int[n * m];
    int[] targetOf = new int[n * m];
    int count = 0;
    for (int j = 0; j < n; j++) {
      firstOption[j] = count;
      int begin = count;
      double dearest = 0;
      for (int s = 0; s < m; s++) {
        dearest = Math.max(dearest, lambda[s] * rate[s][j]);
      }
      double least = nthLeastRegret(lambda, j, dearest, 2);
      for (int s = 0; s < m; s++) {
        double cost = dearest - lambda[s] * rate[s][j];
        if (rate[s][j] > 0 && (cost <= MOST_REGRET * spread * bound / n || cost <= least)) {
          ownerOf[count] = j;
          targetOf[count++] = s;
        }
      }
      if (count == begin) {
        ownerOf[count] = j;
        targetOf[count++] = 0;
      }
    }
    firstOption[n] = count;
    owner = Arrays.copyOf(ownerOf, count);
    target = Arrays.copyOf(targetOf, count);
    out = new int[m][m][4];
    outCount = new int[m][m];
    place = new int[count];
    stageOf = new int[n];
    sum = new double[m];
    weight = new double[m];
    best = new int[n];
  }

  private double nthLeastRegret(double[] lambda, int j, double dearest, int rank) {
    double[] cost = new double[m];
    for (int s = 0; s < m; s++) {
      cost[s] = dearest - lambda[s] * rate[s][j];
    }
    Arrays.sort(cost);
    return cost[Math.min(rank, m) - 1];
  }

  /** The best assignment seen so far. */
  int[] best() {
    return best.clone();
  }

  /** Its least stage rate. */
  double bestLeast() {
    return bestLeast;
  }

  /** Starts from this assignment, which also becomes the best so far. */
  void start(int[] assignment) {
    for (int[] row : outCount) {
      Arrays.fill(row, 0);
    }
    for (int j = 0; j < n; j++) {
      stageOf[j] = assignment[j];
      list(j);
    }
    resum();
    best = stageOf.clone();
    bestLeast = least();
  }

  private void resum() {
    Arrays.fill(sum, 0);
    for (int j = 0; j < n; j++) {
      sum[stageOf[j]] += rate[stageOf[j]][j];
    }
  }

  private double least() {
    double least = sum[0];
    for (double s : sum) {
      least = Math.min(least, s);
    }
    return least;
  }

  private void list(int device) {
    int now = stageOf[device];
    for (int o = firstOption[device]; o < firstOption[device + 1]; o++) {
      int to = target[o];
      if (to != now) {
        int count = outCount[now][to]++;
        if (count == out[now][to].length) {
          out[now][to] = Arrays.copyOf(out[now][to], 2 * count);
        }
        out[now][to][count] = o;
        place[o] = count;
      }
    }
  }

  private void unlist(int device) {
    int now = stageOf[device];
    for (int o = firstOption[device]; o < firstOption[device + 1]; o++) {
      int to = target[o];
      if (to != now) {
        int last = out[now][to][--outCount[now][to]];
        out[now][to][place[o]] = last;
        place[last] = place[o];
      }
    }
  }

  private void move(int device, int to) {
    unlist(device);
    stageOf[device] = to;
    list(device);
  }

  /** Anneals from the best so far, then polishes the best of that, for so long in all. */
  void search(double seconds) {
    if (m == 1) {
      return;
    }
    start(best);
    anneal(ANNEALING * seconds);
    polish((1 - ANNEALING) * seconds);
  }

  private void anneal(double seconds) {
    double begin = budget.elapsedSeconds();
    double hot = HOT * spread * spread;
    while (seconds > 0 && !budget.spent()) {
      double share = (budget.elapsedSeconds() - begin) / seconds;
      if (share >= 1) {
        break;
      }
      double sharpness = FIRST_SHARPNESS * n * Math.pow(LAST_SHARPNESS / FIRST_SHARPNESS, share);
      double temperature = sharpness * hot / n * Math.pow(COLD / hot, share);
      resum();
      floor = least();
      scale = sharpness / unit;
      double energy = 0;
      for (int s = 0; s < m; s++) {
        weight[s] = falling(sum[s]);
        energy += weight[s];
      }
      for (int i = 0; i < MOVES_PER_LOOK; i++) {
        energy = attempt(energy, temperature);
      }
    }
  }

  /** A convex falling function of a stage's rate: (1 − x/64)^64, close to exp(−x) but cheap. */
  private double falling(double stageSum) {
    double y = 1 - scale * (stageSum - floor) * (1.0 / 64);
    if (y <= 0) {
      return 0;
    }
    y *= y;
    y *= y;
    y *= y;
    y *= y;
    y *= y;
    return y * y;
  }

  private double attempt(double energy, double temperature) {
    long draw = random.nextLong();
    int o = (int) (((draw >>> 32) * owner.length) >>> 32);
    int j = owner[o];
    int a = stageOf[j];
    int b = target[o];
    if (a == b) {
      return energy;
    }
    double da = -rate[a][j];
    double db = rate[b][j];
    double dc = 0;
    int c = -1;
    int second = -1;
    int third = -1;
    int kind = (int) (draw & 7);
    if (kind > 0) {
      // The second device leaves b: back to a (a swap), or on to c, from where a third goes to a.
      c = kind < 4 ? a : (int) ((((draw >>> 3) & 0xfff) * m) >>> 12);
      if (c == b || outCount[b][c] == 0) {
        return energy;
      }
      second = owner[out[b][c][(int) ((((draw >>> 15) & 0xffff) * outCount[b][c]) >>> 16)]];
      db -= rate[b][second];
      if (c == a) {
        da += rate[a][second];
        c = -1;
      } else {
        dc = rate[c][second];
        if (outCount[c][a] > 0 && kind < 7) {
          third = owner[out[c][a][random.nextInt(outCount[c][a])]];
          dc -= rate[c][third];
          da += rate[a][third];
        }
      }
    }
    double wa = falling(sum[a] + da);
    double wb = falling(sum[b] + db);
    double wc = c < 0 ? 0 : falling(sum[c] + dc);
    double next = energy - weight[a] - weight[b] + wa + wb + (c < 0 ? 0 : wc - weight[c]);
    if (next > energy) {
      // Beyond fifteen temperatures the chance is below one in three million: not worth a
      // logarithm.
      if (next > energy * (1 + 15 * temperature)
          || random.nextDouble() >= Math.exp((energy - next) / (energy * temperature))) {
        return energy;
      }
    }
    sum[a] += da;
    sum[b] += db;
    weight[a] = wa;
    weight[b] = wb;
    move(j, b);
    if (c >= 0) {
      sum[c] += dc;
      weight[c] = wc;
    }
    if (second >= 0) {
      move(second, c < 0 ? a : c);
    }
    if (third >= 0) {
      move(third, a);
    }
    keep();
    return next;
  }

  private void keep() {
    double least = least();
    if (least > bestLeast) {
      bestLeast = least;
      System.arraycopy(stageOf, 0, best, 0, n);
    }
  }

  /**
   * Works on two stages at a time, mostly the poorest and another: draws a few options each way and
   * takes the best of all combinations of them.
   */
  private void polish(double seconds) {
    start(best);
    double begin = budget.elapsedSeconds();
    Side there = new Side();
    Side back = new Side();
    for (int i = 0; ; i++) {
      if (i % 16 == 0 && (budget.spent() || budget.elapsedSeconds() - begin >= seconds)) {
        break;
      }
      int a = 0;
      for (int s = 1; s < m; s++) {
        a = sum[s] < sum[a] ? s : a;
      }
      if (random.nextInt(4) == 0) {
        a = random.nextInt(m);
      }
      int b = random.nextInt(m);
      if (a == b) {
        continue;
      }
      there.draw(a, b);
      back.draw(b, a);
      combine(a, b, there, back);
    }
    keep();
  }

  private void combine(int a, int b, Side there, Side back) {
    double now = Math.min(sum[a], sum[b]) * (1 + 1e-12);
    double most = now;
    int mostThere = 0;
    int mostBack = 0;
    for (int i = 0; i < 1 << there.count; i++) {
      double ofA = sum[a] - there.loss[i];
      double ofB = sum[b] + there.gain[i];
      for (int k = 0; k < 1 << back.count; k++) {
        double value = Math.min(ofA + back.gain[k], ofB - back.loss[k]);
        if (value > most) {
          most = value;
          mostThere = i;
          mostBack = k;
        }
      }
    }
    if (most > now) {
      sum[a] += back.gain[mostBack] - there.loss[mostThere];
      sum[b] += there.gain[mostThere] - back.loss[mostBack];
      there.apply(mostThere, b);
      back.apply(mostBack, a);
    }
  }

  /** A few devices that may leave one stage for another, and what each subset of them does. */
  private final class Side {
    private final int[] devices = new int[SUBSET_BITS];
    private final double[] loss = new double[1 << SUBSET_BITS];
    private final double[] gain = new double[1 << SUBSET_BITS];
    private int count;

    void draw(int from, int to) {
      int[] options = out[from][to];
      int all = outCount[from][to];
      count = Math.min(all, SUBSET_BITS);
      for (int i = 0; i < count; i++) {
        int k = i + random.nextInt(all - i);
        int o = options[k];
        options[k] = options[i];
        place[options[k]] = k;
        options[i] = o;
        place[o] = i;
        devices[i] = owner[o];
      }
      for (int i = 0; i < count; i++) {
        int bit = 1 << i;
        for (int k = 0; k < bit; k++) {
          loss[bit + k] = loss[k] + rate[from][devices[i]];
          gain[bit + k] = gain[k] + rate[to][devices[i]];
        }
      }
    }

    void apply(int subset, int to) {
      for (int i = 0; i < count; i++) {
        if ((subset >> i & 1) != 0) {
          move(devices[i], to);
        }
      }
    }
  }
}
