package io.millrace.planner.plan;

import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.StageId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What changes when one plan follows another.
 *
 * <p>An instance that leaves one place while another of the same stage joins elsewhere has moved;
 * what cannot be paired is added or removed. Pairs are made in the order of the plans, and rates
 * and shares alone are no change.
 *
 * @param changes in the order of pipelines and stages
 * @param rates throughput of every pipeline before and after, by name
 */
public record PlanDiff(List<Change> changes, List<RateChange> rates) {

  /** One thing to do. */
  public sealed interface Change permits Added, Removed, Moved, LanesGrown {
    /** One line for people. */
    String line();
  }

  /** A place of an instance. */
  public record Place(DeviceId device, String processor) {
    @Override
    public String toString() {
      return device + "/" + processor;
    }
  }

  /** Instances that start. */
  public record Added(PipelineId pipeline, StageId stage, Place place, int instances)
      implements Change {
    @Override
    public String line() {
      return "+ %s/%s on %s%s".formatted(pipeline, stage, place, times(instances));
    }
  }

  /** Instances that stop. */
  public record Removed(PipelineId pipeline, StageId stage, Place place, int instances)
      implements Change {
    @Override
    public String line() {
      return "- %s/%s on %s%s".formatted(pipeline, stage, place, times(instances));
    }
  }

  /** Instances that stop in one place and start in another. */
  public record Moved(PipelineId pipeline, StageId stage, Place from, Place to, int instances)
      implements Change {
    @Override
    public String line() {
      return "> %s/%s from %s to %s%s".formatted(pipeline, stage, from, to, times(instances));
    }
  }

  /** A topic that gets more lanes; lanes are never taken away. */
  public record LanesGrown(PipelineId pipeline, StageId stage, int before, int after)
      implements Change {
    @Override
    public String line() {
      return "= %s/%s lanes %d to %d".formatted(pipeline, stage, before, after);
    }
  }

  /** Throughput of a pipeline; 0 where a plan does not know it. */
  public record RateChange(PipelineId pipeline, double before, double after) {
    /** One line for people. */
    public String line() {
      return before > 0
          ? "%s: %.4g to %.4g frames/s (%+.2f %%)"
              .formatted(pipeline, before, after, 100 * (after / before - 1))
          : "%s: %.4g frames/s, was not planned".formatted(pipeline, after);
    }
  }

  private record Part(PipelineId pipeline, StageId stage) {}

  private record Count(Place place, int instances) {}

  public PlanDiff {
    changes = List.copyOf(changes);
    rates = List.copyOf(rates);
  }

  /** What leads from one plan to the other. */
  public static PlanDiff between(Plan before, Plan after) {
    Map<Part, Map<Place, Integer>> old = instances(before);
    Map<Part, Map<Place, Integer>> now = instances(after);
    Map<Part, Integer> oldLanes = lanes(before);
    Map<Part, Integer> nowLanes = lanes(after);
    List<Part> parts = new ArrayList<>(now.keySet());
    old.keySet().stream().filter(part -> !now.containsKey(part)).forEach(parts::add);
    List<Change> changes = new ArrayList<>();
    for (Part part : parts) {
      changes.addAll(
          changes(part, old.getOrDefault(part, Map.of()), now.getOrDefault(part, Map.of())));
      int had = oldLanes.getOrDefault(part, 0);
      int has = nowLanes.getOrDefault(part, 0);
      if (has > had) {
        changes.add(new LanesGrown(part.pipeline(), part.stage(), had, has));
      }
    }
    return new PlanDiff(changes, rates(before, after));
  }

  /** Whether nothing has to be done. */
  public boolean isEmpty() {
    return changes.isEmpty();
  }

  /** All of it for people, one line each. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    changes.forEach(change -> lines.add(change.line()));
    rates.forEach(rate -> lines.add(rate.line()));
    return lines;
  }

  private static List<Change> changes(Part part, Map<Place, Integer> old, Map<Place, Integer> now) {
    Deque<Count> leaving = fewer(old, now);
    Deque<Count> joining = fewer(now, old);
    List<Change> changes = new ArrayList<>();
    while (!leaving.isEmpty() && !joining.isEmpty()) {
      Count from = leaving.pop();
      Count to = joining.pop();
      int both = Math.min(from.instances(), to.instances());
      changes.add(new Moved(part.pipeline(), part.stage(), from.place(), to.place(), both));
      pushRest(leaving, from, both);
      pushRest(joining, to, both);
    }
    joining.forEach(
        c -> changes.add(new Added(part.pipeline(), part.stage(), c.place(), c.instances())));
    leaving.forEach(
        c -> changes.add(new Removed(part.pipeline(), part.stage(), c.place(), c.instances())));
    return changes;
  }

  private static void pushRest(Deque<Count> counts, Count count, int used) {
    if (count.instances() > used) {
      counts.push(new Count(count.place(), count.instances() - used));
    }
  }

  /** Places that have more instances in the first map than in the second, and how many more. */
  private static Deque<Count> fewer(Map<Place, Integer> first, Map<Place, Integer> second) {
    Deque<Count> counts = new ArrayDeque<>();
    first.forEach(
        (place, count) -> {
          int more = count - second.getOrDefault(place, 0);
          if (more > 0) {
            counts.add(new Count(place, more));
          }
        });
    return counts;
  }

  private static Map<Part, Map<Place, Integer>> instances(Plan plan) {
    Map<Part, Map<Place, Integer>> instances = new LinkedHashMap<>();
    for (Placement p : plan.placements()) {
      instances
          .computeIfAbsent(new Part(p.pipeline(), p.stage()), part -> new LinkedHashMap<>())
          .merge(new Place(p.device(), p.processor()), p.instances(), Integer::sum);
    }
    return instances;
  }

  private static Map<Part, Integer> lanes(Plan plan) {
    Map<Part, Integer> lanes = new LinkedHashMap<>();
    plan.lanes().forEach(l -> lanes.put(new Part(l.pipeline(), l.stage()), l.lanes()));
    return lanes;
  }

  private static List<RateChange> rates(Plan before, Plan after) {
    Map<String, RateChange> byName = new TreeMap<>();
    before
        .rates()
        .forEach(
            r ->
                byName.put(
                    r.pipeline().value(), new RateChange(r.pipeline(), r.framesPerSecond(), 0)));
    for (PipelineRate r : after.rates()) {
      RateChange known = byName.get(r.pipeline().value());
      double was = known == null ? 0 : known.before();
      byName.put(r.pipeline().value(), new RateChange(r.pipeline(), was, r.framesPerSecond()));
    }
    return List.copyOf(byName.values());
  }

  private static String times(int instances) {
    return instances == 1 ? "" : " x" + instances;
  }
}
