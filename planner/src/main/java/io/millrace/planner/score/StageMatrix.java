package io.millrace.planner.score;

import io.millrace.planner.PlanningException;
import io.millrace.planner.PlanningException.Reason;
import io.millrace.planner.cluster.BrokerHop;
import io.millrace.planner.cluster.Cluster;
import io.millrace.planner.cluster.Device;
import io.millrace.planner.cluster.DirectLinks;
import io.millrace.planner.cluster.Processor;
import io.millrace.planner.problem.PlannedPipeline;
import io.millrace.planner.problem.PlannedStage;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.problem.TransferReading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One pipeline on a cluster as numbers: the input of the published model.
 *
 * <p>Stages and devices are numbered from 0 in the order of the pipeline and the cluster. A device
 * that runs a stage spends {@code seconds} per frame on it, and in a network of direct links also
 * the transfer to the devices of the next stage. Through a broker the transfer does not depend on
 * the peer: it is part of {@code seconds}, and {@link #pairwise} is false.
 */
public final class StageMatrix {

  private final double[][] seconds;
  private final int[][] processor;
  private final double[] outputBytes;
  private final DirectLinks links;
  private final TransferReading reading;

  private StageMatrix(
      double[][] seconds,
      int[][] processor,
      double[] outputBytes,
      DirectLinks links,
      TransferReading reading) {
    this.seconds = seconds;
    this.processor = processor;
    this.outputBytes = outputBytes;
    this.links = links;
    this.reading = reading;
  }

  /**
   * Numbers of a problem of one pipeline; of several processors of a device, the fastest counts.
   *
   * @throws PlanningException if there is more than one pipeline, or a stage fits no device
   */
  public static StageMatrix of(Problem problem, TransferReading reading) {
    if (problem.pipelines().size() != 1) {
      throw new PlanningException(
          Reason.UNSUPPORTED,
          "The published model plans one pipeline, not %d.%nMaybe use the strategy nudif-shared."
              .formatted(problem.pipelines().size()));
    }
    PlannedPipeline pipeline = problem.pipelines().get(0);
    Cluster cluster = problem.cluster();
    int m = pipeline.stages().size();
    int n = cluster.devices().size();
    double[][] seconds = new double[m][n];
    int[][] processor = new int[m][n];
    double[] output = new double[m];
    for (int s = 0; s < m; s++) {
      output[s] = pipeline.stages().get(s).outputBytes();
      for (int j = 0; j < n; j++) {
        fastest(problem, pipeline, s, j, seconds, processor);
      }
    }
    DirectLinks links = DirectLinks.of(new double[0][0]);
    if (cluster.network() instanceof DirectLinks direct) {
      links = direct;
    } else if (cluster.network() instanceof BrokerHop && reading != TransferReading.NONE) {
      for (int s = 0; s < m; s++) {
        for (int j = 0; j < n; j++) {
          seconds[s][j] +=
              pipeline.bytesThrough(s) / cluster.devices().get(j).uplinkBytesPerSecond();
        }
      }
    }
    boolean pairwise = links.devices() > 0 && reading != TransferReading.NONE && m > 1;
    StageMatrix matrix =
        new StageMatrix(
            seconds,
            processor,
            output,
            pairwise ? links : DirectLinks.of(new double[0][0]),
            reading);
    matrix.requireFit(problem, pipeline);
    return matrix;
  }

  /**
   * Numbers without a problem behind them.
   *
   * @param seconds {@code [stage][device]}, infinity where a stage does not fit
   * @param outputBytes what each stage sends on per frame
   * @param links links between the devices; of no device at all when transfer costs nothing or is
   *     part of {@code seconds}
   */
  public static StageMatrix of(
      double[][] seconds, double[] outputBytes, DirectLinks links, TransferReading reading) {
    double[][] copy = Arrays.stream(seconds).map(double[]::clone).toArray(double[][]::new);
    for (double[] row : copy) {
      for (double value : row) {
        if (!(value > 0)) {
          throw new IllegalArgumentException("seconds must be > 0 (was " + value + ")");
        }
      }
    }
    boolean pairwise =
        links.devices() > 0 && reading != TransferReading.NONE && outputBytes.length > 1;
    return new StageMatrix(
        copy,
        new int[copy.length][copy[0].length],
        outputBytes.clone(),
        pairwise ? links : DirectLinks.of(new double[0][0]),
        reading);
  }

  private static void fastest(
      Problem problem,
      PlannedPipeline pipeline,
      int s,
      int j,
      double[][] seconds,
      int[][] processor) {
    PlannedStage stage = pipeline.stages().get(s);
    Device device = problem.cluster().devices().get(j);
    seconds[s][j] = Double.POSITIVE_INFINITY;
    List<Processor> units = device.processors();
    for (int p = 0; p < units.size(); p++) {
      double here =
          problem
              .profile(pipeline, stage, device, units.get(p))
              .map(profile -> profile.curve().itemSeconds(stage.batch()))
              .orElse(Double.POSITIVE_INFINITY);
      if (here < seconds[s][j]) {
        seconds[s][j] = here;
        processor[s][j] = p;
      }
    }
  }

  private void requireFit(Problem problem, PlannedPipeline pipeline) {
    if (devices() < stages()) {
      throw new PlanningException(
          Reason.INFEASIBLE,
          "Pipeline '%s' has %d stages but there are only %d devices, and this strategy puts at most one stage on a device.%nMaybe use the strategy nudif-shared."
              .formatted(pipeline.id(), stages(), devices()));
    }
    List<String> homeless = new ArrayList<>();
    for (int s = 0; s < stages(); s++) {
      boolean fits = Arrays.stream(seconds[s]).anyMatch(Double::isFinite);
      if (!fits) {
        PlannedStage stage = pipeline.stages().get(s);
        homeless.add("%s (%d bytes)".formatted(stage.id(), stage.memoryBytes()));
      }
    }
    if (!homeless.isEmpty()) {
      long most =
          problem.cluster().devices().stream().mapToLong(Device::memoryBytes).max().orElse(0);
      throw new PlanningException(
          Reason.INFEASIBLE,
          "Pipeline '%s': no device can run %s; the largest device has %d bytes.%nMaybe a profile is missing, or the stage needs a device with more memory."
              .formatted(pipeline.id(), String.join(", ", homeless), most));
    }
  }

  public int stages() {
    return seconds.length;
  }

  public int devices() {
    return seconds[0].length;
  }

  public TransferReading reading() {
    return reading;
  }

  /** Seconds per frame without pairwise transfer; infinity where the stage does not fit. */
  public double seconds(int stage, int device) {
    return seconds[stage][device];
  }

  /** Whether the stage can run on the device. */
  public boolean fits(int stage, int device) {
    return seconds[stage][device] < Double.POSITIVE_INFINITY;
  }

  /** Index of the processor that runs the stage fastest on this device. */
  public int processor(int stage, int device) {
    return processor[stage][device];
  }

  /** Whether transfer depends on both ends of a link. */
  public boolean pairwise() {
    return links.devices() > 0;
  }

  /** Seconds from a stage on one device to the next stage on another; 0 after the last stage. */
  public double hop(int stage, int from, int to) {
    return stage == stages() - 1 || !pairwise() ? 0 : links.seconds(from, to, outputBytes[stage]);
  }

  /** The same numbers for the first {@code n} devices. */
  public StageMatrix first(int n) {
    double[][] fewer = new double[stages()][];
    int[][] units = new int[stages()][];
    for (int s = 0; s < stages(); s++) {
      fewer[s] = Arrays.copyOf(seconds[s], n);
      units[s] = Arrays.copyOf(processor[s], n);
    }
    return new StageMatrix(fewer, units, outputBytes, pairwise() ? links.first(n) : links, reading);
  }

  /** The same numbers under another transfer reading; links that were left out stay out. */
  public StageMatrix read(TransferReading other) {
    return new StageMatrix(
        seconds,
        processor,
        outputBytes,
        other == TransferReading.NONE ? DirectLinks.of(new double[0][0]) : links,
        other);
  }
}
