package io.millrace.topics.route;

/**
 * Keeps every camera on one lane, for stages that remember something per camera.
 *
 * <p>Rendezvous hashing (Thaler and Ravishankar, IEEE/ACM ToN 6(1), 1998): the camera takes the
 * open lane with the greatest hash of (camera, lane). When a lane is added, only the cameras that
 * move onto it move at all; hashing by lane count would move nearly all.
 */
final class StickyCamera implements RoutingStrategy {

  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  @Override
  public String name() {
    return "camera";
  }

  @Override
  public int choose(RouteView view, int key, long draw) {
    int best = UNDECIDED;
    long greatest = Long.MIN_VALUE;
    for (int lane = 0; lane < view.lanes(); lane++) {
      if (view.isOpen(lane)) {
        long hash = mix(GOLDEN_GAMMA + (((long) key << 32) | lane));
        if (best == UNDECIDED || hash > greatest) {
          best = lane;
          greatest = hash;
        }
      }
    }
    return best;
  }

  /** The finaliser of SplitMix64: every input bit reaches every output bit. */
  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }
}
