package io.millrace.planner.solve;

import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * EdgeShard, NUDIF's baseline: a chain of one device per stage whose slowest device, compute plus
 * outgoing transfer, is as fast as can be; and, as {@code edgeshard-multi}, another one from the
 * devices that remain, until they do not make a chain any more.
 *
 * <p>Chains are independent pipelines: a device sends to the next one of its own chain only. So a
 * plan's value does not depend on the transfer reading (except {@code none}), and under {@code sum}
 * it may be above the value of every assignment of the published model, in which a device pays for
 * the links to <em>all</em> devices of the next stage.
 *
 * <p>Source: Zhang et al., "EdgeShard: Efficient LLM Inference via Collaborative Edge Computing",
 * IEEE IoT Journal 2024, throughput objective, as NUDIF compares with it.
 */
public final class EdgeShard implements Strategy {

  private final String name;
  private final int mostChains;

  private EdgeShard(String name, int mostChains) {
    this.name = name;
    this.mostChains = mostChains;
  }

  /** One chain. */
  public static EdgeShard single() {
    return new EdgeShard("edgeshard-single", 1);
  }

  /** As many chains as there are devices for. */
  public static EdgeShard multi() {
    return new EdgeShard("edgeshard-multi", Integer.MAX_VALUE);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Plan plan(Problem problem, Goal goal, Budget budget) {
    PlanAssembly assembly = new PlanAssembly(name, problem, goal);
    // Says which stages lack devices when there is no chain at all.
    Matching.requireOnePerStage(assembly.matrix(), assembly.stageNames());
    ChainSearch search = new ChainSearch(assembly.matrix(), budget);
    List<int[]> chains = new ArrayList<>();
    boolean more = true;
    while (more && chains.size() < mostChains && (chains.isEmpty() || !budget.spent())) {
      int[] chain = search.next();
      more = chain.length > 0;
      if (more) {
        chains.add(chain);
      }
    }
    List<String> why = new ArrayList<>();
    why.add(
        "%d %s of one device per stage, each with the least slowest device of what was left."
            .formatted(chains.size(), chains.size() == 1 ? "chain" : "chains"));
    if (!search.exact()) {
      why.add("Not every chain was searched to the end: there are too many devices.");
    }
    if (more && chains.size() < mostChains) {
      why.add("Time ran out; devices that are left might make another chain.");
    }
    return assembly.ofChains(
        chains,
        LinkBound.cheapest(assembly.matrix(), budget).value(),
        "linear relaxation with every device's cheapest link",
        budget.elapsedSeconds(),
        why);
  }
}
