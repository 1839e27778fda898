package io.millrace.topics.route;

/**
 * Draws two owners at random and sends to the one that is expected to finish first.
 *
 * <p>Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", IEEE TPDS 12(10), 2001:
 * almost as even as looking at all owners, at constant cost.
 */
final class TwoChoices implements RoutingStrategy {

  @Override
  public String name() {
    return "two-choices";
  }

  @Override
  public int choose(RouteView view, int key, long draw) {
    int owners = view.owners();
    if (owners == 0) {
      return UNDECIDED;
    }
    int one = (int) Long.remainderUnsigned(draw >>> 32, owners);
    // The second is drawn among the others, so that two owners are always compared when there are
    // two.
    int other =
        owners == 1
            ? one
            : (one + 1 + (int) Long.remainderUnsigned(draw & 0xffff_ffffL, owners - 1)) % owners;
    boolean first =
        LeastFinish.expectedFinish(view, one) <= LeastFinish.expectedFinish(view, other);
    return view.nextLane(first ? one : other);
  }
}
