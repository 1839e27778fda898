package io.millrace.planner.layer;

import java.util.List;

/**
 * Costs from a layer table where nothing was measured: FLOPs over speed, bytes over bandwidth.
 *
 * <p>This is the cost model of Viramontes' chapters 5 and 6. A layer computes for FLOPs / speed;
 * its weights load at the device's memory bandwidth; its tensor moves at the link's bandwidth, or
 * at the memory bandwidth when the next layer runs on the same device. A piece of several layers
 * costs what they cost one after another, so that the strategies with and without bundles agree.
 *
 * <p>Early exits: what comes after an exit costs its time times the share of the inferences that
 * gets there. An exit's head runs with the layer before it, and its answer goes home from there.
 */
public final class AnalyticModel {

  private AnalyticModel() {}

  /**
   * The problem of a chain.
   *
   * @param bytesPerSecond {@code [from][to]}; 0 where there is no link; the diagonal is not read
   */
  public static LayerProblem of(
      LayerChain chain,
      List<LayerDevice> devices,
      double[][] bytesPerSecond,
      int source,
      int destination) {
    return of(
        chain,
        devices,
        bytesPerSecond,
        new double[devices.size()][devices.size()],
        source,
        destination);
  }

  /**
   * The problem of a chain over links with latency.
   *
   * @param latencySeconds {@code [from][to]}, of every hop besides the transfer
   */
  public static LayerProblem of(
      LayerChain chain,
      List<LayerDevice> devices,
      double[][] bytesPerSecond,
      double[][] latencySeconds,
      int source,
      int destination) {
    return builder(chain, devices, bytesPerSecond, latencySeconds, source, destination).build();
  }

  /** The costs of a chain, to which measured ones may be added. */
  public static LayerProblem.Builder builder(
      LayerChain chain,
      List<LayerDevice> devices,
      double[][] bytesPerSecond,
      double[][] latencySeconds,
      int source,
      int destination) {
    List<String> names = chain.layers().stream().map(Layer::name).toList();
    LayerProblem.Builder builder =
        new LayerProblem.Builder(chain.name(), "analytic", names, devices, source, destination);
    int n = names.size();
    for (int d = 0; d < devices.size(); d++) {
      LayerDevice device = devices.get(d);
      for (int k = 0; k <= n; k++) {
        double share = chain.survival(k);
        builder.stay(k, d, share * chain.bytesAfter(k) / device.memoryBytesPerSecond());
        if (k < n) {
          builder.load(
              k, d, share * chain.layers().get(k).parameterBytes() / device.memoryBytesPerSecond());
        }
        for (int e = 0; e < devices.size(); e++) {
          if (e != d && bytesPerSecond[d][e] > 0) {
            builder.hop(
                k,
                d,
                e,
                share * (latencySeconds[d][e] + chain.bytesAfter(k) / bytesPerSecond[d][e]));
          }
        }
      }
      for (int p = 0; p < device.points().size(); p++) {
        pieces(
            chain,
            devices,
            d,
            p,
            bytesPerSecond[d][destination],
            latencySeconds[d][destination],
            destination,
            builder);
      }
    }
    return builder;
  }

  private static void pieces(
      LayerChain chain,
      List<LayerDevice> devices,
      int d,
      int p,
      double home,
      double homeLatency,
      int destination,
      LayerProblem.Builder builder) {
    LayerDevice device = devices.get(d);
    OperatingPoint point = device.points().get(p);
    double memory = device.memoryBytesPerSecond();
    int n = chain.layers().size();
    for (int from = 0; from < n; from++) {
      double seconds = 0;
      double joules = 0;
      for (int to = from + 1; to <= n; to++) {
        Layer layer = chain.layers().get(to - 1);
        double share = chain.survival(to - 1);
        double more = share * layer.flops() / point.flopsPerSecond();
        if (to - 1 > from) {
          more += share * (chain.bytesAfter(to - 1) + layer.parameterBytes()) / memory;
        }
        joules += more * point.watts();
        for (EarlyExit exit : chain.exits()) {
          if (exit.after() == to) {
            double head = exit.flops() / point.flopsPerSecond() + exit.parameterBytes() / memory;
            double wayHome =
                d == destination
                    ? exit.outputBytes() / memory
                    : homeLatency + exit.outputBytes() / home;
            more += share * (head + exit.probability() * wayHome);
            joules += share * head * point.watts();
            joules +=
                d == destination
                    ? 0
                    : share
                        * exit.probability()
                        * wayHome
                        * (device.radio().upWatts() + devices.get(destination).radio().downWatts());
          }
        }
        seconds += more;
        if (Double.isInfinite(seconds)) {
          break;
        }
        builder.piece(d, p, from, to, seconds, joules);
      }
    }
  }
}
