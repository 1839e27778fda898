package io.millrace.topics.route;

/**
 * Sends to the owner that is expected to finish the record first.
 *
 * <p>Expected finish = (backlog + in flight + sent since the report + 1) × service time + link
 * time. Ties go to the owner with fewer lanes, then to the first by name.
 */
final class LeastFinish implements RoutingStrategy {

  @Override
  public String name() {
    return "least-finish";
  }

  @Override
  public int choose(RouteView view, int key, long draw) {
    int best = UNDECIDED;
    double bestFinish = Double.POSITIVE_INFINITY;
    for (int owner = 0; owner < view.owners(); owner++) {
      double finish = expectedFinish(view, owner);
      if (finish < bestFinish
          || (finish == bestFinish
              && best != UNDECIDED
              && view.openLanes(owner) < view.openLanes(best))) {
        best = owner;
        bestFinish = finish;
      }
    }
    return best == UNDECIDED ? UNDECIDED : view.nextLane(best);
  }

  /** Seconds until the owner would be done with one more record. */
  static double expectedFinish(RouteView view, int owner) {
    OwnerLoad load = view.owner(owner);
    double waiting = load.backlog() + load.inFlight() + view.sentSince(owner) + 1;
    return waiting * view.serviceSeconds(owner) + load.linkSeconds();
  }
}
