package io.millrace.planner.replan;

import io.millrace.planner.PlanningException;
import io.millrace.planner.plan.Placement;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Objective;
import io.millrace.planner.problem.Problem;
import io.millrace.topics.record.DecisionSpec;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.PlanRequest;
import io.millrace.topics.record.PlanSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The planner's loop without its effects: looks at what is known, finds reasons to plan again, has
 * a plan made, compares it with the one in force, and says what is to be done.
 *
 * <p>It reads no clock and talks to nobody, so the same loop runs live and over simulated time. It
 * may be gone at any moment: what it needs to go on is the plan in force, which is handed to its
 * successor by {@link #takeUp}. Not thread-safe.
 */
public final class Replanner {

  /** Time without news of devices after which a plan is made for them all (2 s). */
  public static final Duration QUIET = Duration.ofSeconds(2);

  /** Plans that can be brought back. */
  public static final int HISTORY = 10;

  private final List<LivePipeline> pipelines;
  private final PlanMaker maker;
  private final ReplanSettings settings;
  private final ReplanPolicy policy;
  private final List<ReplanPolicy.Left> left = new ArrayList<>();
  private final LinkedHashMap<Long, PlanSpec> history = new LinkedHashMap<>();
  private final List<PlanRequest> requests = new ArrayList<>();

  private @Nullable InForce inForce;
  private @Nullable Made waiting;
  private boolean pinned;
  private boolean measured = true;
  private Instant lastLook = Instant.MIN;
  private Instant lastNews = Instant.MIN;
  private Snapshot lastSeen =
      new Snapshot(
          Instant.EPOCH,
          List.of(),
          List.of(),
          Map.of(),
          Map.of(),
          Map.of(),
          CarbonNow.UNWATCHED,
          "");
  private String lastFailure = "";

  private record Made(Plan plan, Problem problem) {}

  public Replanner(List<LivePipeline> pipelines, PlanMaker maker, ReplanSettings settings) {
    this.pipelines = List.copyOf(pipelines);
    this.maker = maker;
    this.settings = settings;
    this.policy = new ReplanPolicy(settings);
  }

  /**
   * Takes up a plan that was published, by this planner before it was started anew or by another
   * one. Epochs that are not greater than the one in force are ignored.
   */
  public void takeUp(PlanSpec spec) {
    if (spec.epoch() <= epoch()) {
      return;
    }
    remember(spec);
    pinned = spec.pinned();
    inForce =
        new InForce(
            spec.epoch(),
            spec.made(),
            PlanSpecs.read(spec),
            spec.placements().stream().map(PlanSpec.PlacementSpec::device).distinct().toList(),
            Map.of(),
            Map.of(),
            spec.rates().stream()
                .collect(Collectors.toMap(PlanSpec.RateSpec::pipeline, PlanSpec.RateSpec::demand)),
            Map.of());
  }

  /** Notes what people ask; it is dealt with at the next look. */
  public void ask(PlanRequest request) {
    requests.add(request);
  }

  /** Number of the plan in force; 0 while there is none. */
  public long epoch() {
    return inForce == null ? 0 : inForce.epoch();
  }

  /** Looks at the cluster; what is to be done, in order. */
  public List<Action> look(Snapshot now) {
    List<Action> actions = new ArrayList<>();
    if (!now.names().equals(lastSeen.names())
        || now.profiles().size() != lastSeen.profiles().size()) {
      lastNews = now.at();
    }
    lastSeen = now;
    boolean asked = answer(now, actions);
    List<Trigger> triggers = triggers(now, asked);
    if (!triggers.isEmpty() && settled(triggers, now)) {
      lastLook = now.at();
      think(now, triggers, actions);
    }
    tellWhatCameOfIt(now, actions);
    return List.copyOf(actions);
  }

  private List<Trigger> triggers(Snapshot now, boolean asked) {
    List<Trigger> triggers = new ArrayList<>();
    if (asked) {
      triggers.add(new Trigger.Asked());
    }
    if (inForce == null) {
      triggers.add(new Trigger.First());
    } else {
      triggers.addAll(Triggers.of(inForce, now, demand(), lastLook, settings));
    }
    return triggers;
  }

  /** Devices that start together are planned for together; a loss and a person do not wait. */
  private boolean settled(List<Trigger> triggers, Snapshot now) {
    return triggers.stream()
            .anyMatch(each -> each instanceof Trigger.Lost || each instanceof Trigger.Asked)
        || Duration.between(lastNews, now.at()).compareTo(QUIET) >= 0;
  }

  private void think(Snapshot now, List<Trigger> triggers, List<Action> actions) {
    String trigger = triggers.stream().map(Trigger::describe).collect(Collectors.joining("; "));
    Made made;
    try {
      Problem problem = LiveProblem.of(now, pipelines);
      made = new Made(maker.plan(problem), problem);
      lastFailure = "";
    } catch (PlanningException e) {
      // Said once: a cluster without devices would say it at every look.
      String why = String.valueOf(e.getMessage());
      if (!why.equals(lastFailure)) {
        lastFailure = why;
        actions.add(tell(now, DecisionSpec.Kind.FAILED, trigger, List.of(why), 0));
      }
      return;
    }
    InForce current = inForce;
    if (current == null) {
      adopt(made, now, trigger, List.of(carries(made.plan())), actions);
      return;
    }
    Verdict verdict = judge(current, running(current, made.problem()), made, triggers, now);
    boolean news = triggers.stream().anyMatch(each -> !(each instanceof Trigger.Due));
    if (verdict instanceof Verdict.Share share) {
      adopt(new Made(share.plan(), made.problem()), now, trigger, share.why(), actions);
    } else if (verdict instanceof Verdict.Keep) {
      inForce = current.seenAt(now, demand());
      if (news) {
        actions.add(
            tell(
                now,
                DecisionSpec.Kind.KEPT,
                trigger,
                withDoubts(verdict.why(), made, now),
                made.plan().framesPerSecond()));
      }
    } else if (verdict instanceof Verdict.Propose) {
      inForce = current.seenAt(now, demand());
      waiting = made;
      actions.add(
          tell(
              now,
              DecisionSpec.Kind.PROPOSED,
              trigger,
              withDoubts(verdict.why(), made, now),
              made.plan().framesPerSecond()));
    } else {
      adopt(made, now, trigger, verdict.why(), actions);
    }
  }

  /**
   * What the next look would come to; changes nothing. Only plans that this planner itself left
   * count as left a moment ago.
   *
   * @throws PlanningException if there is no plan
   */
  public Comparison compare(Snapshot now) {
    Problem problem = LiveProblem.of(now, pipelines);
    Made made = new Made(maker.plan(problem), problem);
    List<String> doubts = withDoubts(List.of(), made, now);
    InForce current = inForce;
    if (current == null) {
      return new Comparison(
          List.of(new Trigger.First()),
          made.plan(),
          new Comparison.Running.Nothing(),
          new Verdict.Adopt(List.of("there was no plan")),
          0,
          doubts);
    }
    List<Trigger> triggers = Triggers.of(current, now, demand(), lastLook, settings);
    Comparison.Running running = running(current, problem);
    return new Comparison(
        triggers,
        made.plan(),
        running,
        judge(current, running, made, triggers, now),
        policy.moveFrames(current.plan(), made.plan()),
        doubts);
  }

  private Comparison.Running running(InForce current, Problem problem) {
    try {
      return new Comparison.Running.Carrying(
          current, maker.plan(LiveProblem.restricted(problem, current.plan().placements())));
    } catch (PlanningException e) {
      return new Comparison.Running.Broken(current, String.valueOf(e.getMessage()));
    }
  }

  private Verdict judge(
      InForce current,
      Comparison.Running running,
      Made made,
      List<Trigger> triggers,
      Snapshot now) {
    if (pinned) {
      return new Verdict.Keep(List.of("the plan in force is pinned"));
    }
    Optional<Plan> kept =
        running instanceof Comparison.Running.Carrying carrying
            ? Optional.of(carrying.now())
            : Optional.empty();
    return policy.judge(current, kept, made.plan(), triggers, left, now.names(), now.at());
  }

  /** Adds what figures stand on: measured ones, and those of carbon where they count. */
  private static List<String> withDoubts(List<String> why, Made made, Snapshot now) {
    List<String> all = new ArrayList<>(why);
    if (!now.trouble().isEmpty()) {
      all.add("load reports count instead of Prometheus: " + now.trouble().replaceAll("\\R", " "));
    }
    if (made.plan().proof().objective() == Objective.CARBON) {
      all.addAll(now.carbon().doubts(now.devices()));
    }
    return all;
  }

  private void adopt(
      Made made, Snapshot now, String trigger, List<String> why, List<Action> actions) {
    InForce before = inForce;
    if (before != null) {
      left.add(new ReplanPolicy.Left(before.plan().placements(), now.at()));
      left.removeIf(
          one -> Duration.between(one.until(), now.at()).compareTo(settings.horizon()) > 0);
    }
    List<String> said = withDoubts(why, made, now);
    List<String> reasons = new ArrayList<>();
    reasons.add(trigger);
    reasons.addAll(said);
    PlanSpec spec =
        PlanSpecs.of(made.plan(), made.problem(), epoch() + 1, now.at(), reasons, pinned);
    inForce =
        new InForce(
            spec.epoch(),
            now.at(),
            made.plan(),
            now.names(),
            now.allSeconds(),
            now.uplinks(),
            demand(),
            now.carbon().known());
    waiting = null;
    measured = false;
    remember(spec);
    actions.add(new Action.Publish(spec));
    actions.add(tell(now, DecisionSpec.Kind.ADOPTED, trigger, said, made.plan().framesPerSecond()));
  }

  private static String carries(Plan plan) {
    long devices = plan.placements().stream().map(Placement::device).distinct().count();
    return String.format(
        Locale.ROOT,
        "%.2f frames/s on %d %s",
        plan.framesPerSecond(),
        devices,
        devices == 1 ? "device" : "devices");
  }

  /** Deals with what people asked; whether a new plan is among it. */
  private boolean answer(Snapshot now, List<Action> actions) {
    boolean plan = false;
    for (PlanRequest request : requests) {
      switch (request.kind()) {
        case PLAN -> plan = true;
        case PIN, UNPIN -> pin(request.kind() == PlanRequest.Kind.PIN, now, actions);
        case APPROVE -> {
          if (waiting != null) {
            adopt(waiting, now, "somebody approved it", List.of(), actions);
          } else {
            actions.add(refuse(now, "there is no proposal to approve"));
          }
        }
        case ROLL_BACK -> rollBack(request.epoch(), now, actions);
      }
    }
    requests.clear();
    return plan;
  }

  private void pin(boolean wanted, Snapshot now, List<Action> actions) {
    pinned = wanted;
    PlanSpec spec = history.get(epoch());
    if (spec != null) {
      republish(spec, now, spec.why(), actions);
    }
    actions.add(
        tell(
            now,
            wanted ? DecisionSpec.Kind.PINNED : DecisionSpec.Kind.UNPINNED,
            "somebody asked for it",
            List.of(),
            0));
  }

  private void rollBack(long epoch, Snapshot now, List<Action> actions) {
    PlanSpec spec = history.get(epoch);
    if (spec == null) {
      actions.add(
          refuse(
              now, "plan %d is not remembered; there are %s".formatted(epoch, history.keySet())));
      return;
    }
    pinned = true;
    republish(spec, now, List.of("plan %d was brought back".formatted(epoch)), actions);
    actions.add(
        tell(now, DecisionSpec.Kind.ROLLED_BACK, "somebody asked for plan " + epoch, List.of(), 0));
  }

  private void republish(PlanSpec spec, Snapshot now, List<String> why, List<Action> actions) {
    PlanSpec next =
        new PlanSpec(
            epoch() + 1,
            now.at(),
            spec.strategy(),
            spec.objective(),
            spec.placements(),
            spec.lanes(),
            spec.rates(),
            spec.value(),
            spec.bound(),
            spec.limitStage(),
            spec.limitDevice(),
            why,
            pinned);
    takeUp(next);
    InForce taken = inForce;
    inForce = taken == null ? null : taken.seenAt(now, demand());
    actions.add(new Action.Publish(next));
  }

  private Action refuse(Snapshot now, String why) {
    return tell(now, DecisionSpec.Kind.KEPT, "somebody asked", List.of(why), 0);
  }

  /** Once a new plan has settled, what it really carries. */
  private void tellWhatCameOfIt(Snapshot now, List<Action> actions) {
    InForce current = inForce;
    if (!measured
        && current != null
        && Duration.between(current.since(), now.at()).compareTo(settings.coolDown()) >= 0) {
      measured = true;
      actions.add(
          tell(
              now,
              DecisionSpec.Kind.MEASURED,
              "plan %d has run for %d s"
                  .formatted(current.epoch(), settings.coolDown().toSeconds()),
              List.of(),
              0));
    }
  }

  private Action tell(
      Snapshot now, DecisionSpec.Kind kind, String trigger, List<String> why, double proposed) {
    double planned = inForce == null ? 0 : inForce.plan().framesPerSecond();
    return new Action.Tell(
        new DecisionSpec(
            now.at(), kind, epoch(), trigger, why, planned, proposed, framesPerSecond(now)));
  }

  private void remember(PlanSpec spec) {
    history.put(spec.epoch(), spec);
    if (history.size() > HISTORY) {
      history.remove(history.keySet().iterator().next());
    }
  }

  private Map<PipelineId, Double> demand() {
    Map<PipelineId, Double> demand = new TreeMap<>();
    pipelines.forEach(pipeline -> demand.put(pipeline.spec().name(), pipeline.demand()));
    return demand;
  }

  private static double framesPerSecond(Snapshot now) {
    return now.framesPerSecond().values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
