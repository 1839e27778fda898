package io.millrace.planner.layer;

import java.util.Arrays;
import java.util.List;

/**
 * What every choice costs when a chain of L layers is cut over D devices.
 *
 * <p>Boundary k lies after k layers: 0 is the source's tensor, L the answer. A piece runs layers
 * {@code from} to {@code to} (exclusive) on a device. Between two pieces, the tensor either hops to
 * another device, or stays and then moves within the device. Weights of the next layer load after a
 * tensor that stayed, and after one that hopped unless they are loaded meanwhile (preloading).
 *
 * <p>Seconds and joules are expected ones where the chain has early exits. A piece without a time
 * and a hop without a link cannot be chosen.
 */
public final class LayerProblem {

  private final String name;
  private final String origin;
  private final List<String> layerNames;
  private final List<LayerDevice> devices;
  private final int source;
  private final int destination;
  private final double[][][][] pieceSeconds;
  private final double[][][][] pieceJoules;
  private final double[][][] hopSeconds;
  private final double[][] staySeconds;
  private final double[][] loadSeconds;

  private LayerProblem(Builder from) {
    this.name = from.name;
    this.origin = from.origin;
    this.layerNames = from.layerNames;
    this.devices = from.devices;
    this.source = from.source;
    this.destination = from.destination;
    this.pieceSeconds = from.pieceSeconds;
    this.pieceJoules = from.pieceJoules;
    this.hopSeconds = from.hopSeconds;
    this.staySeconds = from.staySeconds;
    this.loadSeconds = from.loadSeconds;
  }

  /** Collects costs; what is not set is impossible (pieces, hops) or free (staying, loading). */
  public static final class Builder {
    private final String name;
    private String origin;
    private final List<String> layerNames;
    private final List<LayerDevice> devices;
    private final int source;
    private final int destination;
    private final double[][][][] pieceSeconds;
    private final double[][][][] pieceJoules;
    private final double[][][] hopSeconds;
    private final double[][] staySeconds;
    private final double[][] loadSeconds;

    /**
     * Costs of a chain.
     *
     * @param name the network's name
     * @param origin how the times came about, for people: {@code measured} or {@code analytic}
     * @param layerNames of all layers
     * @param devices who may run them
     * @param source index of the device that has the input
     * @param destination index of the device that wants the answer
     */
    public Builder(
        String name,
        String origin,
        List<String> layerNames,
        List<LayerDevice> devices,
        int source,
        int destination) {
      this.name = name;
      this.origin = origin;
      this.layerNames = List.copyOf(layerNames);
      this.devices = List.copyOf(devices);
      this.source = index("source", source);
      this.destination = index("destination", destination);
      int n = layerNames.size();
      int d = devices.size();
      this.pieceSeconds = new double[d][][][];
      this.pieceJoules = new double[d][][][];
      for (int i = 0; i < d; i++) {
        int points = devices.get(i).points().size();
        pieceSeconds[i] = new double[points][n][n + 1];
        pieceJoules[i] = new double[points][n][n + 1];
        for (double[][] of : pieceSeconds[i]) {
          for (double[] row : of) {
            Arrays.fill(row, Double.POSITIVE_INFINITY);
          }
        }
      }
      this.hopSeconds = new double[n + 1][d][d];
      for (double[][] of : hopSeconds) {
        for (double[] row : of) {
          Arrays.fill(row, Double.POSITIVE_INFINITY);
        }
      }
      this.staySeconds = new double[n + 1][d];
      this.loadSeconds = new double[n + 1][d];
    }

    private int index(String what, int device) {
      if (device < 0 || device >= devices.size()) {
        throw new IllegalArgumentException(
            "%s must be one of %d devices (was number %d)".formatted(what, devices.size(), device));
      }
      return device;
    }

    /** A piece's time; its energy is the operating point's power times that. */
    public Builder piece(int device, int point, int from, int to, double seconds) {
      return piece(
          device,
          point,
          from,
          to,
          seconds,
          seconds * devices.get(device).points().get(point).watts());
    }

    /** A piece's time and energy. */
    public Builder piece(int device, int point, int from, int to, double seconds, double joules) {
      if (!(seconds >= 0) || !(joules >= 0)) {
        throw new IllegalArgumentException(
            "seconds and joules of layers %d to %d on %s must be >= 0 (were %s and %s)"
                .formatted(from + 1, to, devices.get(device).name(), seconds, joules));
      }
      pieceSeconds[device][point][from][to] = seconds;
      pieceJoules[device][point][from][to] = joules;
      return this;
    }

    /** Forgets a device's pieces, because measured ones follow; says so. */
    public Builder measured(int device) {
      return measured(device, true);
    }

    /**
     * Forgets a device's pieces, because a profile's follow.
     *
     * @param truly whether these were measured, which is said then, and not estimated themselves
     */
    public Builder measured(int device, boolean truly) {
      for (double[][] of : pieceSeconds[device]) {
        for (double[] row : of) {
          Arrays.fill(row, Double.POSITIVE_INFINITY);
        }
      }
      if (!truly) {
        return this;
      }
      String name = devices.get(device).name();
      origin =
          origin.startsWith("measured on ")
              ? origin.replace(", analytic", ", " + name + ", analytic")
              : "measured on " + name + ", analytic elsewhere";
      return this;
    }

    /** The time that the tensor at boundary {@code k} takes from one device to another. */
    public Builder hop(int k, int from, int to, double seconds) {
      hopSeconds[k][from][to] = seconds;
      return this;
    }

    /** The time that the tensor at boundary {@code k} takes within a device. */
    public Builder stay(int k, int device, double seconds) {
      staySeconds[k][device] = seconds;
      return this;
    }

    /** The time to load the weights of the layer after boundary {@code k}. */
    public Builder load(int k, int device, double seconds) {
      loadSeconds[k][device] = seconds;
      return this;
    }

    public LayerProblem build() {
      return new LayerProblem(this);
    }
  }

  /** The network's name. */
  public String name() {
    return name;
  }

  /** How the times came about, for people. */
  public String origin() {
    return origin;
  }

  public int layers() {
    return layerNames.size();
  }

  public List<String> layerNames() {
    return layerNames;
  }

  public List<LayerDevice> devices() {
    return devices;
  }

  /** How many operating points a device has. */
  public int points(int device) {
    return pieceSeconds[device].length;
  }

  public int source() {
    return source;
  }

  public int destination() {
    return destination;
  }

  /** Seconds of a piece; infinity when it cannot be chosen. */
  public double pieceSeconds(int device, int point, int from, int to) {
    return pieceSeconds[device][point][from][to];
  }

  /** Joules of a piece. */
  public double pieceJoules(int device, int point, int from, int to) {
    return pieceJoules[device][point][from][to];
  }

  /** Seconds from device to device at a boundary; infinity without a link. */
  public double hopSeconds(int k, int from, int to) {
    return hopSeconds[k][from][to];
  }

  /** Joules that a hop takes from its sender. */
  public double sendJoules(int k, int from, int to) {
    return hopSeconds[k][from][to] * devices.get(from).radio().upWatts();
  }

  /** Joules that a hop takes from its receiver. */
  public double receiveJoules(int k, int from, int to) {
    return hopSeconds[k][from][to] * devices.get(to).radio().downWatts();
  }

  /** Seconds of a tensor within a device. */
  public double staySeconds(int k, int device) {
    return staySeconds[k][device];
  }

  /** Seconds to load the weights of the layer after a boundary. */
  public double loadSeconds(int k, int device) {
    return loadSeconds[k][device];
  }

  /** Whether layers up to {@code to} may run there as far as privacy goes. */
  public boolean mayRun(int device, int from, LayerGoal goal) {
    return device == source || from >= goal.privateLayers();
  }
}
