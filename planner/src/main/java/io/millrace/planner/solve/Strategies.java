package io.millrace.planner.solve;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All strategies by name. */
public final class Strategies {

  /** The strategies that come with Millrace. */
  public static final Strategies BUILT_IN =
      new Strategies(
          List.of(
              new Nudif(),
              new NudifShared(),
              EdgeShard.single(),
              EdgeShard.multi(),
              new Uniform(),
              new Exhaustive()));

  private final Map<String, Strategy> byName;

  /** A set of strategies, each with a name of its own. */
  public Strategies(List<Strategy> all) {
    Map<String, Strategy> named = new LinkedHashMap<>();
    for (Strategy strategy : all) {
      if (named.put(strategy.name(), strategy) != null) {
        throw new IllegalArgumentException(
            "strategies must have names of their own ('%s' stands twice)"
                .formatted(strategy.name()));
      }
    }
    this.byName = Collections.unmodifiableMap(named);
  }

  /** Names in the order of the set. */
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }

  /**
   * The strategy of this name.
   *
   * @throws IllegalArgumentException if there is none; the message lists all names
   */
  public Strategy named(String name) {
    Strategy strategy = byName.get(name);
    if (strategy == null) {
      throw new IllegalArgumentException(
          "There is no strategy '%s'.%nMaybe one of %s."
              .formatted(name, String.join(", ", names())));
    }
    return strategy;
  }
}
