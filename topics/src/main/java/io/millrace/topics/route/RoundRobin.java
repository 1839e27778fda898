package io.millrace.topics.route;

/**
 * Sends to the open lane that has waited longest for its turn; needs no reports. A lane that is
 * added gets its turn like the others, not all that they had before it.
 */
final class RoundRobin implements RoutingStrategy {

  @Override
  public String name() {
    return "round-robin";
  }

  @Override
  public int choose(RouteView view, int key, long draw) {
    int best = UNDECIDED;
    for (int lane = 0; lane < view.lanes(); lane++) {
      if (view.isOpen(lane) && (best == UNDECIDED || view.lastTurn(lane) < view.lastTurn(best))) {
        best = lane;
      }
    }
    return best;
  }
}
