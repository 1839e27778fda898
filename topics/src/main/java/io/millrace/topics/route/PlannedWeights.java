package io.millrace.topics.route;

/**
 * Keeps each owner's share of the records at its weight in the plan, never a whole record off.
 *
 * <p>Balinski and Young, "The Quota Method of Apportionment", American Mathematical Monthly 82(7),
 * 1975: among the owners whose share would still allow a record (sent &lt; weight · (all + 1) / sum
 * of weights), the one with the greatest weight / (sent + 1). Taking the greatest alone (D'Hondt)
 * favours the large, and may be several records off with many small owners.
 */
final class PlannedWeights implements RoutingStrategy {

  @Override
  public String name() {
    return "planned-weights";
  }

  @Override
  public int choose(RouteView view, int key, long draw) {
    double weights = 0;
    long all = 1;
    for (int owner = 0; owner < view.owners(); owner++) {
      if (view.plannedWeight(owner) > 0) {
        weights += view.plannedWeight(owner);
        all += view.sentByWeight(owner);
      }
    }
    int best = UNDECIDED;
    double greatest = 0;
    for (int owner = 0; owner < view.owners(); owner++) {
      double weight = view.plannedWeight(owner);
      long sent = view.sentByWeight(owner);
      if (weight > 0 && sent < weight * all / weights && weight / (sent + 1) > greatest) {
        best = owner;
        greatest = weight / (sent + 1);
      }
    }
    return best == UNDECIDED ? UNDECIDED : view.nextLane(best);
  }
}
