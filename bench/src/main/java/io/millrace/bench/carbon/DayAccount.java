package io.millrace.bench.carbon;

import io.millrace.planner.cluster.Device;
import io.millrace.planner.replan.ReplanSettings;
import io.millrace.planner.simulate.Load;
import io.millrace.planner.simulate.Simulation;
import io.millrace.planner.simulate.SimulationReport;
import io.millrace.planner.simulate.SimulationReport.PipelineFlow;
import io.millrace.planner.simulate.SimulationSettings;
import io.millrace.topics.record.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Delivers a day's frames by its plans, simulated frame by frame, and counts what that emits.
 *
 * <p>A device in use draws its idle watts, and the difference to its busy watts for as long as its
 * processors work; sending costs nothing. One that no plan uses is off. Grams are that energy times
 * what the zone's recording says of the same time, whatever the planner believed then.
 */
final class DayAccount {

  private static final double SECONDS_PER_HOUR = 3600;

  private final RecordedGrid grid;
  private final String routing;
  private final Instant start;
  private final double[] gramsByHour;
  private long framesIn;
  private long results;
  private double wattHours;
  private double idleGrams;
  private double changeGrams;
  private double latencySum;

  /**
   * A day in figures.
   *
   * @param grams CO₂ equivalent
   * @param gramsByHour the same by hour of the day
   * @param wattHours energy
   * @param gramsAlwaysOn grams if devices without work stayed on
   * @param changeGrams most that the plan changes add: the instances' new devices busy for as long
   *     as an instance takes to start
   * @param framesIn frames that the cameras brought
   * @param results frames answered
   * @param latencySeconds mean
   */
  @SuppressWarnings("ArrayRecordComponent") // Looked at, never compared.
  record Figures(
      double grams,
      double[] gramsByHour,
      double wattHours,
      double gramsAlwaysOn,
      double changeGrams,
      long framesIn,
      long results,
      double latencySeconds) {

    Figures {
      gramsByHour = gramsByHour.clone();
    }

    @Override
    public double[] gramsByHour() {
      return gramsByHour.clone();
    }
  }

  private DayAccount(RecordedGrid grid, String routing, Instant start, int hours) {
    this.grid = grid;
    this.routing = routing;
    this.start = start;
    this.gramsByHour = new double[hours];
  }

  /** The figures of a day's plans. */
  static Figures of(
      DayRun.Course course, RecordedGrid grid, String routing, Instant start, int hours) {
    DayAccount account = new DayAccount(grid, routing, start, hours);
    DayRun.Tenure before = null;
    for (DayRun.Tenure tenure : course.tenures()) {
      if (before != null) {
        account.change(before, tenure);
      }
      account.deliver(tenure);
      before = tenure;
    }
    double grams = Arrays.stream(account.gramsByHour).sum();
    return new Figures(
        grams,
        account.gramsByHour,
        account.wattHours,
        grams + account.idleGrams,
        account.changeGrams,
        account.framesIn,
        account.results,
        account.results == 0 ? 0 : account.latencySum / account.results);
  }

  private void deliver(DayRun.Tenure tenure) {
    SimulationSettings usual = SimulationSettings.DEFAULT;
    SimulationSettings all =
        new SimulationSettings(
            routing,
            new Load.Asked(),
            usual.arrivals(),
            usual.admission(),
            usual.sending(),
            Duration.between(tenure.from(), tenure.to()),
            Duration.ZERO,
            usual.trace(),
            usual.seed());
    SimulationReport report = Simulation.of(tenure.problem(), tenure.plan(), all).run();
    if (!report.accounted()) {
      throw new IllegalStateException("The simulation lost frames: " + report);
    }
    for (PipelineFlow flow : report.pipelines()) {
      framesIn += flow.framesIn();
      results += flow.results();
      latencySum += flow.latency().mean() * flow.results();
    }
    Map<String, Double> busy = new HashMap<>();
    Set<String> used = new HashSet<>();
    for (SimulationReport.ProcessorUse use : report.devices()) {
      busy.merge(use.device(), use.utilisation() - use.sending(), Double::sum);
      if (!use.stages().isEmpty()) {
        used.add(use.device());
      }
    }
    for (Device device : tenure.problem().cluster().devices()) {
      String name = device.id().value();
      double work = device.power().addedWatts() * busy.getOrDefault(name, 0.0);
      emit(device, tenure, device.power().idleWatts() + work, used.contains(name));
    }
  }

  /** Spreads a device's emissions over the hours; those of one that could be off go beside. */
  private void emit(Device device, DayRun.Tenure tenure, double watts, boolean used) {
    for (int h = 0; h < gramsByHour.length; h++) {
      Instant from = later(tenure.from(), start.plus(Duration.ofHours(h)));
      Instant to = earlier(tenure.to(), start.plus(Duration.ofHours(h + 1L)));
      if (from.isBefore(to)) {
        double hours = Duration.between(from, to).toMillis() / 1e3 / SECONDS_PER_HOUR;
        double grams = watts * hours / 1e3 * grid.gramsPerKilowattHour(device.zone(), from, to);
        if (used) {
          gramsByHour[h] += grams;
          wattHours += watts * hours;
        } else {
          idleGrams += grams;
        }
      }
    }
  }

  private void change(DayRun.Tenure before, DayRun.Tenure after) {
    Set<DeviceId> old = new HashSet<>();
    before.plan().placements().forEach(place -> old.add(place.device()));
    Set<DeviceId> started = new HashSet<>();
    after.plan().placements().forEach(place -> started.add(place.device()));
    started.removeAll(old);
    for (Device device : after.problem().cluster().devices()) {
      if (started.contains(device.id())) {
        changeGrams +=
            device.power().busyWatts()
                * ReplanSettings.DEFAULT.startSeconds()
                / SECONDS_PER_HOUR
                / 1e3
                * grid.gramsPerKilowattHour(
                    device.zone(), after.from(), after.from().plusSeconds(1));
      }
    }
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
