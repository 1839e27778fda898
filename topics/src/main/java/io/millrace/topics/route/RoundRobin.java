package io.millrace.topics.route;

/** Sends to the open lane that was sent the fewest records; needs no reports. */
final class RoundRobin implements RoutingStrategy {

  @Override
  public String name() {
    return "round-robin";
  }

  @Override
  public int choose(RouteView view, int key, long draw) {
    int best = UNDECIDED;
    for (int lane = 0; lane < view.lanes(); lane++) {
      if (view.isOpen(lane) && (best == UNDECIDED || view.sent(lane) < view.sent(best))) {
        best = lane;
      }
    }
    return best;
  }
}
