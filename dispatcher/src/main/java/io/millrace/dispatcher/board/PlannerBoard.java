package io.millrace.dispatcher.board;

import io.millrace.topics.record.CarbonSpec;
import io.millrace.topics.record.DecisionSpec;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.DeviceSpec;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.PlanSpec;
import io.millrace.topics.record.ProfileSpec;
import io.millrace.topics.record.ResourceReport;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the planner and the devices said last.
 *
 * <p>One record is kept of every device and every profile that ever was, and the last {@link
 * #DECISIONS} decisions and {@link #PLANS} plans. Safe for use by many threads.
 */
public final class PlannerBoard {

  /** Decisions that are remembered. */
  public static final int DECISIONS = 100;

  /** Plans that are remembered, to say what a decision changed. */
  public static final int PLANS = 100;

  private final Clock clock;
  private final Map<DeviceId, DeviceSpec> devices = new TreeMap<>();
  private final Map<DeviceId, ResourceReport> reports = new HashMap<>();
  private final Map<String, ProfileSpec> profiles = new HashMap<>();
  private final TreeMap<Long, PlanSpec> plans = new TreeMap<>();
  private final Map<String, ZoneDay> zones = new TreeMap<>();
  private final Deque<DecisionSpec> decisions = new ArrayDeque<>();

  /** Without any news. The clock must agree with the devices' to within a second. */
  public PlannerBoard(Clock clock) {
    this.clock = clock;
  }

  /** A device announced itself. */
  public synchronized void heard(DeviceSpec device) {
    devices.merge(
        device.name(), device, (known, next) -> next.at().isBefore(known.at()) ? known : next);
  }

  /** A device said what it uses. */
  public synchronized void heard(ResourceReport report) {
    reports.merge(
        report.device(), report, (known, next) -> next.at().isBefore(known.at()) ? known : next);
  }

  /** A worker measured a stage. */
  public synchronized void heard(ProfileSpec profile) {
    profiles.put(profile.key(), profile);
  }

  /** A plan was published; the greatest epoch is in force. */
  public synchronized void heard(PlanSpec plan) {
    plans.putIfAbsent(plan.epoch(), plan);
    if (plans.size() > PLANS) {
      plans.pollFirstEntry();
    }
  }

  /** The planner decided. */
  public synchronized void heard(DecisionSpec decision) {
    decisions.addLast(decision);
    if (decisions.size() > DECISIONS) {
      decisions.removeFirst();
    }
  }

  /**
   * The plan in force beside what runs.
   *
   * @param pipeline the pipeline whose stages are shown
   * @param stages its stages with their instances
   * @param measuredPerSecond its throughput over the last seconds
   */
  public PlanView view(PipelineSpec pipeline, List<StageView> stages, double measuredPerSecond) {
    return PlanViews.view(known(), pipeline, stages, measuredPerSecond);
  }

  /** The planner said how carbon-intensive a zone's electricity is. */
  public synchronized void heard(CarbonSpec carbon) {
    ZoneDay day = zones.get(carbon.zone());
    if (day == null) {
      zones.put(carbon.zone(), new ZoneDay(carbon));
    } else {
      day.heard(carbon);
    }
  }

  /** The carbon intensity of every zone that was ever heard of, by zone. */
  public synchronized List<CarbonView> carbon() {
    return zones.values().stream().map(ZoneDay::view).toList();
  }

  /** The last decisions, newest first, at most so many. */
  public List<DecisionView> decisions(int most) {
    return Decisions.newestFirst(known().decisions(), known().plans(), most);
  }

  private synchronized Known known() {
    return new Known(
        clock.instant(),
        List.copyOf(devices.values()),
        Map.copyOf(reports),
        List.copyOf(profiles.values()),
        new ArrayList<>(plans.values()),
        new ArrayList<>(decisions));
  }
}
