package io.millrace.planner.solve;

import io.millrace.planner.score.AssignmentScore;
import io.millrace.planner.score.StageMatrix;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Local search on networks of direct links that are too large for {@link ExactSearch}.
 *
 * <p>A device's time depends on who is in the next stage, so a move changes the rates of up to four
 * stages: those it touches and those before them. The move is made, these stages are scored anew
 * from the links, and it is taken back if simulated annealing refuses it; its energy is the soft
 * minimum of {@link Exchange}. A move gives one device another stage, or none, or swaps two; a
 * quarter of the moves goes to the poorest stage. Cost: O((devices / stages)²) per move, so that
 * small stages are searched far more often than large ones. Not thread-safe.
 */
final class LinkedExchange {

  private static final int MOVES_PER_LOOK = 1024;
  private static final long LINKS_PER_LOOK = 200_000;
  private static final double FIRST_SHARPNESS = 0.3;
  private static final double LAST_SHARPNESS = 3;

  /** First and last temperature in mean device values. */
  private static final double HOT = 0.1;

  private static final double COLD = 0.001;

  private final StageMatrix matrix;
  private final int m;
  private final int n;
  private final SplittableRandom random;
  private final Budget budget;
  private final int[] stageOf;
  private final int[][] members;
  private final int[] size;
  private final int[] place;
  private final double[] rate;
  private final double[] before;
  private int[] best;
  private double bestLeast;
  private long links;

  LinkedExchange(StageMatrix matrix, int[] start, long seed, Budget budget) {
    this.matrix = matrix;
    this.m = matrix.stages();
    this.n = matrix.devices();
    this.random = new SplittableRandom(seed);
    this.budget = budget;
    this.stageOf = start.clone();
    this.members = new int[m][4];
    this.size = new int[m];
    this.place = new int[n];
    this.rate = new double[m];
    this.before = new double[m];
    for (int j = 0; j < n; j++) {
      if (stageOf[j] != AssignmentScore.UNUSED) {
        join(j, stageOf[j]);
      }
    }
    for (int s = 0; s < m; s++) {
      rate[s] = stageRate(s);
    }
    this.best = stageOf.clone();
    this.bestLeast = least();
  }

  /** The best assignment seen so far. */
  int[] best() {
    return best.clone();
  }

  /** Its least stage rate. */
  double bestLeast() {
    return bestLeast;
  }

  /** Anneals until the budget is spent or the best reaches the bound. */
  void anneal(double bound) {
    double seconds = budget.leftSeconds();
    double begin = budget.elapsedSeconds();
    while (!budget.spent() && bestLeast < bound * (1 - SeparableSearch.GOOD_ENOUGH)) {
      double share = Math.min(1, (budget.elapsedSeconds() - begin) / seconds);
      double sharpness = FIRST_SHARPNESS * n * Math.pow(LAST_SHARPNESS / FIRST_SHARPNESS, share);
      double temperature = sharpness * HOT / n * Math.pow(COLD / HOT, share);
      long until = links + LINKS_PER_LOOK;
      for (int i = 0; i < MOVES_PER_LOOK && links < until; i++) {
        attempt(sharpness / bound, temperature);
      }
    }
  }

  private void attempt(double scale, double temperature) {
    int a = random.nextInt(n);
    int from = stageOf[a];
    int draw = random.nextInt(16);
    // Idle devices cost their senders nothing, which matters where links are added up.
    int to = draw == 0 ? AssignmentScore.UNUSED : draw < 5 ? poorest() : random.nextInt(m);
    boolean idles = to == AssignmentScore.UNUSED;
    if (from == to || (!idles && !matrix.fits(to, a))) {
      return;
    }
    int b = -1;
    if (!idles && size[to] > 0 && random.nextInt(3) != 0) {
      b = members[to][random.nextInt(size[to])];
      if (from != AssignmentScore.UNUSED && !matrix.fits(from, b)) {
        return;
      }
    } else if (from != AssignmentScore.UNUSED && size[from] == 1) {
      return;
    }
    System.arraycopy(rate, 0, before, 0, m);
    double energy = soft(scale);
    move(a, from, to);
    if (b >= 0) {
      move(b, to, from);
    }
    rescore(from, to);
    double next = soft(scale);
    if (next <= energy || random.nextDouble() < Math.exp((energy - next) / temperature)) {
      double least = least();
      if (least > bestLeast) {
        bestLeast = least;
        best = stageOf.clone();
      }
      return;
    }
    move(a, to, from);
    if (b >= 0) {
      move(b, from, to);
    }
    System.arraycopy(before, 0, rate, 0, m);
  }

  private void rescore(int from, int to) {
    for (int s = 0; s < m; s++) {
      boolean touched = s == from || s == to;
      boolean sends = s + 1 < m && (s + 1 == from || s + 1 == to);
      if (touched || sends) {
        rate[s] = stageRate(s);
      }
    }
  }

  private double stageRate(int s) {
    double sum = 0;
    int receivers = s + 1 < m ? size[s + 1] : 0;
    links += (long) size[s] * Math.max(1, receivers);
    for (int i = 0; i < size[s]; i++) {
      int j = members[s][i];
      sum += 1 / (matrix.seconds(s, j) + transfer(s, j, receivers));
    }
    return sum;
  }

  private double transfer(int s, int j, int receivers) {
    if (receivers == 0) {
      return 0;
    }
    double sum = 0;
    double longest = 0;
    double shortest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < receivers; i++) {
      double hop = matrix.hop(s, j, members[s + 1][i]);
      sum += hop;
      longest = Math.max(longest, hop);
      shortest = Math.min(shortest, hop);
    }
    return switch (matrix.reading()) {
      case SUM -> sum;
      case MEAN -> sum / receivers;
      case MAX -> longest;
      case MIN -> shortest;
      case NONE -> 0;
    };
  }

  private int poorest() {
    int poorest = 0;
    for (int s = 1; s < m; s++) {
      poorest = rate[s] < rate[poorest] ? s : poorest;
    }
    return poorest;
  }

  private double least() {
    return rate[poorest()];
  }

  /** log Σ exp(−scale · rate): falls when the poor stages gain. */
  private double soft(double scale) {
    double least = least();
    double sum = 0;
    for (double r : rate) {
      sum += Math.exp((least - r) * scale);
    }
    return Math.log(sum) - least * scale;
  }

  private void move(int device, int from, int to) {
    if (from != AssignmentScore.UNUSED) {
      int last = members[from][--size[from]];
      members[from][place[device]] = last;
      place[last] = place[device];
    }
    stageOf[device] = to;
    if (to != AssignmentScore.UNUSED) {
      join(device, to);
    }
  }

  private void join(int device, int stage) {
    if (size[stage] == members[stage].length) {
      members[stage] = Arrays.copyOf(members[stage], 2 * size[stage]);
    }
    place[device] = size[stage];
    members[stage][size[stage]++] = device;
  }
}
