package io.millrace.topics.route;

/**
 * Sends to the owner that is expected to finish the record first.
 *
 * <p>Expected finish = (backlog + in flight + sent since the report + 1) × seconds per record +
 * link time. Ties go to the owner with fewer lanes, then to the first by name.
 *
 * <p>Seconds per record are those that the owner reports, but no fewer than the plan gives it. An
 * instance knows how fast it is, not that its device has other stages to serve: an idle one on a
 * strong device would take the time that the plan keeps for its neighbours, and the stage that
 * limits the pipeline would starve. What the plan gives counts only as a bound, so a device that
 * slows down gets less at once, and an instance that no plan names gets what it can do.
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
    double planned = view.plannedWeight(owner);
    double seconds =
        planned > 0
            ? Math.max(view.serviceSeconds(owner), 1 / planned)
            : view.serviceSeconds(owner);
    return waiting * seconds + load.linkSeconds();
  }
}
