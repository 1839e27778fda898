package io.millrace.bench.live;

import io.millrace.topics.record.DecisionSpec;
import io.millrace.worker.serve.Emulation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A device changes while frames wait: its network falls to a tenth, or other work takes four fifths
 * of its processor. When is there a new plan, and is there peace afterwards?
 */
public final class Changing {

  /** 80 and 8 Mbit/s. */
  private static final double FAST_BYTES_PER_SECOND = 10e6;

  private static final double SLOW_BYTES_PER_SECOND = 1e6;

  /** A processor of which other work takes 0.8 is five times slower. */
  private static final double BUSY = 5;

  private static final int WINDOW = 128;
  private static final Duration DRAIN = Duration.ofMinutes(2);

  private final Duration period;
  private final Duration settle;
  private final Duration quiet;
  private final Duration measure;

  /** What changes. */
  public enum Change {
    /** The network of the fastest device goes from 80 to 8 Mbit/s. */
    BANDWIDTH,
    /** Other work takes 0.8 of the fastest device. */
    CPU
  }

  /**
   * What came of it.
   *
   * @param change what changed
   * @param plannedBefore frames per second planned before
   * @param before results per second before
   * @param planSeconds from the change to the new plan; negative when none came
   * @param plansAfter plans adopted in the quiet time after it
   * @param plannedAfter frames per second of the last plan
   * @param after results per second at the end
   * @param accounted whether every frame has one outcome
   */
  public record Outcome(
      Change change,
      double plannedBefore,
      double before,
      double planSeconds,
      long plansAfter,
      double plannedAfter,
      double after,
      boolean accounted) {}

  /**
   * An experiment.
   *
   * @param period after which the planner plans again in any case
   * @param settle time before the change
   * @param quiet time after the new plan in which another one would be too much
   * @param measure time of each measurement
   */
  public Changing(Duration period, Duration settle, Duration quiet, Duration measure) {
    this.period = period;
    this.settle = settle;
    this.quiet = quiet;
    this.measure = measure;
  }

  /** Does it; decisions are told as they are made. */
  public Outcome run(Change change, Path data, Consumer<DecisionSpec> told)
      throws InterruptedException {
    List<DecisionSpec> decisions = new CopyOnWriteArrayList<>();
    try (LiveCluster cluster =
        LiveCluster.open(data, LiveFleet.pipeline(), LiveProblems.models(), WINDOW)) {
      LiveFleet.devices()
          .forEach(
              (id, emulation) ->
                  cluster.join(id, emulation.withNetwork(FAST_BYTES_PER_SECOND, Map.of())));
      cluster.plan(
          LiveFleet.planner(period),
          decision -> {
            decisions.add(decision);
            told.accept(decision);
          });
      LiveCluster.await("a plan", () -> !adopted(decisions, Instant.EPOCH).isEmpty());
      LiveCluster.await("instances", () -> !cluster.serving().isEmpty());
      cluster.camera("gate", "asap");
      LiveCluster.pause(settle);
      double before = cluster.resultsPerSecond(measure);
      double plannedBefore = last(decisions).planned();

      Instant changed = Instant.now();
      Emulation now = cluster.worker(LiveFleet.SERVER).emulation();
      cluster
          .worker(LiveFleet.SERVER)
          .pretend(
              change == Change.BANDWIDTH
                  ? now.withNetwork(SLOW_BYTES_PER_SECOND, Map.of())
                  : now.timesSlower(BUSY));
      Instant latest = changed.plus(period).plus(period);
      while (adopted(decisions, changed).isEmpty() && Instant.now().isBefore(latest)) {
        LiveCluster.pause(Duration.ofMillis(50));
      }
      List<DecisionSpec> first = adopted(decisions, changed);
      double planSeconds =
          first.isEmpty() ? -1 : Duration.between(changed, first.get(0).at()).toMillis() / 1e3;
      LiveCluster.pause(quiet.minus(measure));
      double after = cluster.resultsPerSecond(measure);
      long more = Math.max(0, adopted(decisions, changed).size() - 1L);
      boolean drained = cluster.drain(DRAIN);
      return new Outcome(
          change,
          plannedBefore,
          before,
          planSeconds,
          more,
          last(decisions).planned(),
          after,
          drained && cluster.account().accounted());
    }
  }

  private static List<DecisionSpec> adopted(List<DecisionSpec> decisions, Instant since) {
    List<DecisionSpec> adopted = new ArrayList<>();
    for (DecisionSpec decision : decisions) {
      if (decision.kind() == DecisionSpec.Kind.ADOPTED && !decision.at().isBefore(since)) {
        adopted.add(decision);
      }
    }
    return adopted;
  }

  private static DecisionSpec last(List<DecisionSpec> decisions) {
    return decisions.get(decisions.size() - 1);
  }
}
