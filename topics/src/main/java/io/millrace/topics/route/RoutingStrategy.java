package io.millrace.topics.route;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A way to choose the lane of the next record, as a pure function of what is known now.
 *
 * <p>A strategy that lacks the knowledge it needs answers {@link #UNDECIDED}; the router then asks
 * the next one: the plan's weights, then round robin.
 */
public interface RoutingStrategy {

  /** The answer of a strategy that knows too little to choose. */
  int UNDECIDED = -1;

  /** The name under which people choose it. */
  String name();

  /**
   * Chooses a lane.
   *
   * @param view what is known of lanes and owners
   * @param key hash of the record's key, for strategies that keep a camera together
   * @param draw 64 uniformly random bits
   * @return an open lane, or {@link #UNDECIDED}
   */
  int choose(RouteView view, int key, long draw);

  /** All strategies; {@code least-finish} first. */
  static List<RoutingStrategy> all() {
    return List.of(
        new LeastFinish(),
        new PlannedWeights(),
        new WeightedScore(),
        new TwoChoices(),
        new RoundRobin(),
        new StickyCamera());
  }

  /**
   * The strategy of this name.
   *
   * @throws IllegalArgumentException if there is none, naming all that there are
   */
  static RoutingStrategy named(String name) {
    Optional<RoutingStrategy> found = all().stream().filter(s -> s.name().equals(name)).findFirst();
    Stream<String> names = all().stream().map(RoutingStrategy::name);
    return found.orElseThrow(
        () ->
            new IllegalArgumentException(
                "There is no routing strategy '%s'.%nMaybe one of %s."
                    .formatted(name, names.toList())));
  }
}
