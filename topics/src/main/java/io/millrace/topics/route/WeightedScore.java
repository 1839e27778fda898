package io.millrace.topics.route;

/**
 * AMP4EC's weighted score, 0.2·resources + 0.2·load + 0.1·performance + 0.5·balance; the highest
 * wins.
 *
 * <p>Resources: mean of min(1, available / required). Load: 1 − load. Performance: fastest mean
 * service time over the owner's own, 0.5 without history. Balance: 1 / (1 + 2·in flight), where
 * records sent since the report count as in flight. An owner above a load of 0.8 is passed over,
 * unless all are.
 */
final class WeightedScore implements RoutingStrategy {

  private static final double RESOURCES = 0.2;
  private static final double LOAD = 0.2;
  private static final double PERFORMANCE = 0.1;
  private static final double BALANCE = 0.5;
  private static final double OVERLOADED = 0.8;
  private static final double WITHOUT_HISTORY = 0.5;

  @Override
  public String name() {
    return "weighted-score";
  }

  @Override
  public int choose(RouteView view, int key, long draw) {
    double fastest = Double.POSITIVE_INFINITY;
    for (int owner = 0; owner < view.owners(); owner++) {
      double seconds = view.owner(owner).serviceSeconds();
      if (seconds > 0) {
        fastest = Math.min(fastest, seconds);
      }
    }
    int best = best(view, fastest, OVERLOADED);
    if (best == UNDECIDED) {
      best = best(view, fastest, Double.POSITIVE_INFINITY);
    }
    return best == UNDECIDED ? UNDECIDED : view.nextLane(best);
  }

  private static int best(RouteView view, double fastest, double mostLoad) {
    int best = UNDECIDED;
    double bestScore = Double.NEGATIVE_INFINITY;
    for (int owner = 0; owner < view.owners(); owner++) {
      if (view.owner(owner).load() <= mostLoad) {
        double score = score(view, owner, fastest);
        if (score > bestScore) {
          best = owner;
          bestScore = score;
        }
      }
    }
    return best;
  }

  static double score(RouteView view, int owner, double fastest) {
    OwnerLoad load = view.owner(owner);
    double performance =
        load.serviceSeconds() > 0 ? fastest / load.serviceSeconds() : WITHOUT_HISTORY;
    double inFlight = load.backlog() + load.inFlight() + view.sentSince(owner);
    return RESOURCES * load.resourceShare()
        + LOAD * (1 - load.load())
        + PERFORMANCE * performance
        + BALANCE / (1 + 2 * inFlight);
  }
}
