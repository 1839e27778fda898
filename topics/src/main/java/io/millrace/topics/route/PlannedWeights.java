package io.millrace.topics.route;

/**
 * Keeps each owner's share of the records at its weight in the plan: the next record goes to the
 * owner whose sent count lies furthest below its share.
 */
final class PlannedWeights implements RoutingStrategy {

  @Override
  public String name() {
    return "planned-weights";
  }

  @Override
  public int choose(RouteView view, int key, long draw) {
    int best = UNDECIDED;
    double leastServed = Double.POSITIVE_INFINITY;
    for (int owner = 0; owner < view.owners(); owner++) {
      double weight = view.plannedWeight(owner);
      if (weight > 0) {
        long sent = 0;
        for (int lane : view.owner(owner).lanes()) {
          sent += view.sent(lane);
        }
        double served = (sent + 1) / weight;
        if (served < leastServed) {
          best = owner;
          leastServed = served;
        }
      }
    }
    return best == UNDECIDED ? UNDECIDED : view.leastSentLane(best);
  }
}
