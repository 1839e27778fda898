package io.millrace.bench.live;

import io.millrace.planner.replan.ReplanSettings;
import io.millrace.topics.record.DecisionSpec;
import io.millrace.topics.record.DeviceId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/** A fifth device joins a fleet that has more frames than it can carry. */
public final class Joining {

  private static final DeviceId FIFTH = new DeviceId("fifth");
  private static final double SLOWER = 1.5;
  private static final int WINDOW = 128;
  private static final Duration DRAIN = Duration.ofMinutes(2);

  private final Duration settle;
  private final Duration measure;

  /**
   * What came of it.
   *
   * @param plannedBefore frames per second planned for four devices
   * @param before results per second with four
   * @param startSeconds from the fifth one's start to its announcement, profiles measured
   * @param usedSeconds from its announcement to the first frame that it finished
   * @param plannedAfter frames per second planned for five
   * @param after results per second with five
   * @param framesIn frames that came in, over the run
   * @param results frames answered
   * @param duplicates outcomes recognised as duplicates
   * @param late results that left out of order
   * @param accounted whether every frame has one outcome
   */
  public record Outcome(
      double plannedBefore,
      double before,
      double startSeconds,
      double usedSeconds,
      double plannedAfter,
      double after,
      long framesIn,
      long results,
      long duplicates,
      long late,
      boolean accounted) {}

  /**
   * An experiment.
   *
   * @param settle time before each measurement
   * @param measure time of each measurement
   */
  public Joining(Duration settle, Duration measure) {
    this.settle = settle;
    this.measure = measure;
  }

  /** Does it; decisions are told as they are made. */
  public Outcome run(Path data, Consumer<DecisionSpec> told) throws InterruptedException {
    AtomicReference<Double> planned = new AtomicReference<>(0.0);
    DoubleSupplier now = () -> Objects.requireNonNullElse(planned.get(), 0.0);
    try (LiveCluster cluster =
        LiveCluster.open(data, LiveFleet.pipeline(), LiveProblems.models(), WINDOW)) {
      LiveFleet.devices().forEach(cluster::join);
      cluster.plan(
          LiveFleet.planner(ReplanSettings.DEFAULT.period()),
          decision -> {
            planned.set(decision.planned());
            told.accept(decision);
          });
      LiveCluster.await("a plan", () -> now.getAsDouble() > 0 && !cluster.serving().isEmpty());
      cluster.camera("gate", "asap");
      LiveCluster.pause(settle);
      double before = cluster.resultsPerSecond(measure);
      double plannedBefore = now.getAsDouble();

      long begin = System.nanoTime();
      cluster.join(FIFTH, LiveFleet.device(SLOWER));
      long announced = System.nanoTime();
      LiveCluster.await("the fifth device to finish a frame", () -> cluster.answeredBy(FIFTH) > 0);
      long used = System.nanoTime();
      LiveCluster.pause(settle);
      double after = cluster.resultsPerSecond(measure);
      boolean drained = cluster.drain(DRAIN);
      return new Outcome(
          plannedBefore,
          before,
          (announced - begin) / 1e9,
          (used - announced) / 1e9,
          now.getAsDouble(),
          after,
          cluster.account().framesIn(),
          cluster.account().results(),
          cluster.account().duplicates(),
          cluster.late(),
          drained && cluster.account().accounted());
    }
  }
}
