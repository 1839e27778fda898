package io.millrace.bench.planning;

import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.problem.TransferReading;
import io.millrace.planner.reproduce.RandomInstances;
import io.millrace.planner.solve.Budget;
import io.millrace.planner.solve.Nudif;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time from a problem of direct links and four stages to a plan that is proven optimal. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 6)
@Measurement(iterations = 3)
@Fork(1)
public class ProofBenchmark {

  private static final Duration BUDGET = Duration.ofMinutes(2);

  /** Devices. */
  @Param({"24"})
  public int devices;

  /** Transfer reading. */
  @Param({"MEAN", "SUM"})
  public TransferReading transfer = TransferReading.MEAN;

  /** Seed of the instance. */
  @Param({
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16",
    "17", "18", "19"
  })
  public long seed;

  private Problem problem = RandomInstances.problem(4, 0);

  /** Draws the instance. */
  @Setup
  public void draw() {
    problem = RandomInstances.problem(devices, seed);
  }

  /**
   * Plans and proves.
   *
   * @throws IllegalStateException if the plan is not proven optimal: its time would mean nothing
   */
  @Benchmark
  public Plan prove() {
    Plan plan =
        new Nudif()
            .plan(
                problem, Goal.DEFAULT.withTransfer(transfer), Budget.of(BUDGET, System::nanoTime));
    if (!plan.proof().optimal()) {
      throw new IllegalStateException("not proven optimal: gap " + plan.proof().gap());
    }
    return plan;
  }
}
