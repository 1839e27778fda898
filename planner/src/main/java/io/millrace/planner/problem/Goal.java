package io.millrace.planner.problem;

import java.time.Duration;

/**
 * What a plan shall be good at, and how long it may be searched for.
 *
 * @param objective what makes one plan better than another
 * @param transfer how links become one transfer time
 * @param headroom share of a processor's time that a shared plan leaves free, 0 to 1 (exclusive);
 *     it keeps queues short
 * @param budget time after which the best plan so far is returned with its gap
 * @param seed of everything that is drawn at random
 */
public record Goal(
    Objective objective, TransferReading transfer, double headroom, Duration budget, long seed) {

  /** Headroom used when none is asked for: processors planned to 90 % keep queues short. */
  public static final double DEFAULT_HEADROOM = 0.1;

  /** Time budget used when none is given (30 s). */
  public static final Duration DEFAULT_BUDGET = Duration.ofSeconds(30);

  /** Most throughput, the average link, default headroom and budget, seed 1. */
  public static final Goal DEFAULT =
      new Goal(Objective.THROUGHPUT, TransferReading.MEAN, DEFAULT_HEADROOM, DEFAULT_BUDGET, 1);

  public Goal {
    if (!(headroom >= 0 && headroom < 1)) {
      throw new IllegalArgumentException("headroom must be 0 to 1 (was " + headroom + ")");
    }
    if (budget.isNegative() || budget.isZero()) {
      throw new IllegalArgumentException("budget must be positive (was " + budget + ")");
    }
  }

  public Goal withTransfer(TransferReading reading) {
    return new Goal(objective, reading, headroom, budget, seed);
  }

  public Goal withObjective(Objective other) {
    return new Goal(other, transfer, headroom, budget, seed);
  }

  public Goal withHeadroom(double other) {
    return new Goal(objective, transfer, other, budget, seed);
  }

  public Goal withBudget(Duration other) {
    return new Goal(objective, transfer, headroom, other, seed);
  }

  public Goal withSeed(long other) {
    return new Goal(objective, transfer, headroom, budget, other);
  }
}
