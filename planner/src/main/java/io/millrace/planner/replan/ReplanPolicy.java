package io.millrace.planner.replan;

import io.millrace.planner.plan.Placement;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.plan.PlanDiff;
import io.millrace.topics.record.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Decides whether a new plan is worth the change. Pure.
 *
 * <p>A plan is adopted when the one in force cannot be kept, or when it is better by more than the
 * settings' gain and earns over their horizon more frames than the move costs. Between two changes
 * lies the cool-down, unless a device came or went. A plan that was in force a moment ago must be
 * twice as much better, so that noise in the service times does not swing the cluster to and fro.
 */
public final class ReplanPolicy {

  private final ReplanSettings settings;

  /**
   * A plan that was left.
   *
   * @param placements what it ran
   * @param until when it was left
   */
  public record Left(List<Placement> placements, Instant until) {}

  public ReplanPolicy(ReplanSettings settings) {
    this.settings = settings;
  }

  /**
   * Judges a proposal.
   *
   * @param inForce the plan in force
   * @param inForceNow what its placements can carry under what is known now; empty when they cannot
   *     be kept
   * @param proposal the best plan under what is known now
   * @param left plans that were in force before
   * @param living devices that are alive
   */
  public Verdict judge(
      InForce inForce,
      Optional<Plan> inForceNow,
      Plan proposal,
      List<Trigger> triggers,
      List<Left> left,
      List<DeviceId> living,
      Instant now) {
    if (inForceNow.isEmpty()) {
      return better(List.of("the plan in force cannot be kept"));
    }
    for (Placement place : inForce.plan().placements()) {
      // What it predicts and weighs is wrong, even where the others keep their instances.
      if (!living.contains(place.device())) {
        return better(List.of("%s ran a part of the plan in force".formatted(place.device())));
      }
    }
    Plan current = inForceNow.get();
    Verdict verdict = compare(inForce, current, proposal, triggers, left, now);
    return verdict instanceof Verdict.Keep
        ? sharedAnew(inForce, current, triggers, now).orElse(verdict)
        : verdict;
  }

  private Verdict compare(
      InForce inForce,
      Plan current,
      Plan proposal,
      List<Trigger> triggers,
      List<Left> left,
      Instant now) {
    double gain = gain(current, proposal);
    if (same(inForce.plan().placements(), proposal.placements())) {
      return new Verdict.Keep(List.of("the plan in force is still the best one"));
    }
    double asked = settings.gain() * (wasThere(proposal, left, now) ? 2 : 1);
    if (gain <= asked) {
      return new Verdict.Keep(
          List.of(say("a new plan gains %.1f %%, and %.1f %% are asked", 100 * gain, 100 * asked)));
    }
    boolean urgent = triggers.stream().anyMatch(Trigger::urgent);
    Duration age = Duration.between(inForce.since(), now);
    if (!urgent && age.compareTo(settings.coolDown()) < 0) {
      return new Verdict.Keep(
          List.of(
              say(
                  "a new plan gains %.1f %%, but the last change is only %d s ago",
                  100 * gain, age.toSeconds())));
    }
    List<String> why = new ArrayList<>();
    why.add(compare(current, proposal, gain));
    double cost = moveFrames(inForce.plan(), proposal);
    double earned =
        (proposal.framesPerSecond() - current.framesPerSecond())
            * settings.horizon().toMillis()
            / 1e3;
    if (!proposal.proof().objective().demand() && earned <= cost) {
      return new Verdict.Keep(
          List.of(
              why.get(0),
              say(
                  "but moving costs %.0f frames and %d s earn %.0f",
                  cost, settings.horizon().toSeconds(), earned)));
    }
    why.add(say("moving costs about %.0f frames", cost));
    return better(why);
  }

  /**
   * Moves nothing, so it needs no gain: it is done when a device has changed, automatically, and no
   * more often than plans are.
   */
  private Optional<Verdict> sharedAnew(
      InForce inForce, Plan current, List<Trigger> triggers, Instant now) {
    boolean changed =
        triggers.stream()
            .anyMatch(
                each -> each instanceof Trigger.Drifted || each instanceof Trigger.NetworkChanged);
    boolean rested = Duration.between(inForce.since(), now).compareTo(settings.coolDown()) >= 0;
    if (!settings.automatic()
        || !changed
        || !rested
        || largestShift(inForce.plan(), current) <= settings.step()) {
      return Optional.empty();
    }
    return Optional.of(
        new Verdict.Share(
            current,
            List.of(
                "the instances stay, but share the frames anew",
                say(
                    "they can carry %.2f and not %.2f frames/s",
                    current.framesPerSecond(), inForce.plan().framesPerSecond()))));
  }

  /** The greatest change of what one placement carries of its stage's frames, 0 to 1. */
  private static double largestShift(Plan before, Plan after) {
    Map<String, Double> shares = new TreeMap<>();
    shares(before).forEach(shares::put);
    shares(after).forEach((place, share) -> shares.merge(place, -share, Double::sum));
    return shares.values().stream().mapToDouble(Math::abs).max().orElse(0);
  }

  private static Map<String, Double> shares(Plan plan) {
    Map<String, Double> shares = new TreeMap<>();
    for (Placement place : plan.placements()) {
      double stage =
          plan.placements().stream()
              .filter(
                  other ->
                      other.stage().equals(place.stage())
                          && other.pipeline().equals(place.pipeline()))
              .mapToDouble(Placement::framesPerSecond)
              .sum();
      shares.put(
          place.pipeline() + "/" + place.stage() + "@" + place.device() + "/" + place.processor(),
          stage == 0 ? 0 : place.framesPerSecond() / stage);
    }
    return shares;
  }

  private Verdict better(List<String> why) {
    return settings.automatic() ? new Verdict.Adopt(why) : new Verdict.Propose(why);
  }

  /** Share by which the proposal is better; infinite when only it carries what is asked. */
  private static double gain(Plan current, Plan proposal) {
    if (current.missing().isEmpty() != proposal.missing().isEmpty()) {
      return current.missing().isEmpty() ? 0 : Double.POSITIVE_INFINITY;
    }
    boolean costs = proposal.proof().objective().demand() && proposal.missing().isEmpty();
    double before = costs ? proposal.proof().value() : current.framesPerSecond();
    double after = costs ? current.proof().value() : proposal.framesPerSecond();
    if (before == 0) {
      return after == 0 ? 0 : Double.POSITIVE_INFINITY;
    }
    return after / before - 1;
  }

  private static String compare(Plan current, Plan proposal, double gain) {
    if (!proposal.proof().objective().demand() || !proposal.missing().isEmpty()) {
      return say(
          "%.2f instead of %.2f frames/s (%+.1f %%)",
          proposal.framesPerSecond(), current.framesPerSecond(), 100 * gain);
    }
    return Double.isInfinite(gain)
        ? "only the new plan carries what is asked"
        : say(
            "%s %.3g instead of %.3g",
            proposal.proof().objective().label(),
            proposal.proof().value(),
            current.proof().value());
  }

  /** Frames that are not carried while instances start elsewhere. */
  double moveFrames(Plan from, Plan to) {
    double frames = 0;
    for (PlanDiff.Change change : PlanDiff.between(from, to).changes()) {
      int starts =
          change instanceof PlanDiff.Added added
              ? added.instances()
              : change instanceof PlanDiff.Moved moved ? moved.instances() : 0;
      frames += starts * settings.startSeconds() * perInstance(to);
    }
    return frames;
  }

  private static double perInstance(Plan plan) {
    int instances = plan.placements().stream().mapToInt(Placement::instances).sum();
    double carried = plan.placements().stream().mapToDouble(Placement::framesPerSecond).sum();
    return instances == 0 ? 0 : carried / instances;
  }

  private boolean wasThere(Plan proposal, List<Left> left, Instant now) {
    return left.stream()
        .filter(one -> Duration.between(one.until(), now).compareTo(settings.horizon()) < 0)
        .anyMatch(one -> same(one.placements(), proposal.placements()));
  }

  /** Whether the same instances run in the same places, whatever rates are planned for them. */
  static boolean same(List<Placement> one, List<Placement> other) {
    return places(one).toList().equals(places(other).toList());
  }

  private static Stream<String> places(List<Placement> placements) {
    return placements.stream()
        .map(
            place ->
                "%s/%s on %s/%s: %d"
                    .formatted(
                        place.pipeline(),
                        place.stage(),
                        place.device(),
                        place.processor(),
                        place.instances()))
        .sorted(Comparator.naturalOrder());
  }

  private static String say(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
