package io.millrace.planner.app;

import io.millrace.planner.app.NetworkSection.DirectSection;
import io.millrace.planner.app.NetworkSection.MatrixSection;
import io.millrace.planner.app.NetworkSection.PairSection;
import io.millrace.planner.cluster.BrokerHop;
import io.millrace.planner.cluster.Cluster;
import io.millrace.planner.cluster.Device;
import io.millrace.planner.cluster.DirectLinks;
import io.millrace.planner.cluster.Network;
import io.millrace.planner.cluster.Processor;
import io.millrace.planner.problem.PlannedPipeline;
import io.millrace.planner.problem.PlannedStage;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.profile.Profiles;
import io.millrace.planner.profile.StageProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * From a problem file as it is written to the problem: counts become devices, links a matrix, and
 * every name must be somebody's.
 */
final class ProblemBuilder {

  /** Most devices that direct links may join: beyond, their matrix would not fit memory. */
  private static final int MOST_DIRECT = 4_000;

  private final ProblemSection section;
  private final List<Device> devices = new ArrayList<>();

  /** Places of a device, or of all devices of a kind, by name. */
  private final Map<String, List<Integer>> places = new HashMap<>();

  ProblemBuilder(ProblemSection section) {
    this.section = section;
  }

  Problem build() {
    expand();
    Cluster cluster =
        within(
            "cluster",
            () ->
                new Cluster(
                    devices,
                    network(),
                    section.cluster().carbon() == null ? Map.of() : section.cluster().carbon()));
    requireZones(cluster);
    List<PlannedPipeline> pipelines =
        section.pipelines().stream().map(PipelineSection::toPipeline).toList();
    return new Problem(cluster, pipelines, profiles(pipelines));
  }

  private void expand() {
    List<DeviceSection> entries = section.cluster().devices();
    long total = entries.stream().mapToLong(DeviceSection::devices).sum();
    if (total > DeviceSection.MOST_DEVICES) {
      throw new IllegalArgumentException(
          "cluster.devices: there may be %d devices at most (are %d)"
              .formatted(DeviceSection.MOST_DEVICES, total));
    }
    Set<String> kinds = new HashSet<>();
    for (DeviceSection entry : entries) {
      for (Device device : entry.toDevices()) {
        int place = devices.size();
        devices.add(device);
        places.computeIfAbsent(device.id().value(), any -> new ArrayList<>()).add(place);
        if (!device.kind().isEmpty()) {
          kinds.add(device.kind());
          places.computeIfAbsent(device.kind(), any -> new ArrayList<>()).add(place);
        }
      }
    }
    for (int i = 0; i < devices.size(); i++) {
      String name = devices.get(i).id().value();
      if (kinds.contains(name)) {
        throw new IllegalArgumentException(
            "cluster.devices: '%s' is the name of a device and of a kind, and profiles could mean either.%nMaybe call the kind something else."
                .formatted(name));
      }
    }
  }

  private Network network() {
    NetworkSection network = section.cluster().network();
    if (network.broker() != null) {
      BrokerHop hop = network.broker().toHop();
      return hop;
    }
    DirectSection direct = network.direct();
    if (direct == null) {
      throw new IllegalStateException("A network is direct or a broker.");
    }
    if (devices.size() > MOST_DIRECT) {
      throw new IllegalArgumentException(
          "network.direct: direct links may join %d devices at most (are %d).%nMaybe describe the network as a broker."
              .formatted(MOST_DIRECT, devices.size()));
    }
    return links(direct);
  }

  private DirectLinks links(DirectSection direct) {
    int n = devices.size();
    double[][] bandwidth = new double[n][n];
    double[][] latency = new double[n][n];
    for (int j = 0; j < n; j++) {
      Arrays.fill(
          bandwidth[j],
          direct.bandwidth() == null
              ? Double.NaN
              : UnitText.bytesPerSecond("bandwidth", direct.bandwidth()));
      Arrays.fill(latency[j], NetworkSection.seconds(direct.latency()));
    }
    MatrixSection matrix = direct.matrix();
    if (matrix != null) {
      if (matrix.rows().size() != n) {
        throw new IllegalArgumentException(
            "network.direct.matrix.rows must have %d rows, one per device (has %d)"
                .formatted(n, matrix.rows().size()));
      }
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < n; k++) {
          bandwidth[j][k] = matrix.bytesPerSecond(j, k);
        }
      }
    }
    List<PairSection> pairs = direct.pairs() == null ? List.of() : direct.pairs();
    for (int i = 0; i < pairs.size(); i++) {
      PairSection pair = pairs.get(i);
      String path = "network.direct.pairs[%d]".formatted(i);
      List<Integer> from = places(path + ".from", pair.from());
      List<Integer> to = places(path + ".to", pair.to());
      set(pair, from, to, bandwidth, latency);
      if (pair.both()) {
        set(pair, to, from, bandwidth, latency);
      }
    }
    requireAll(bandwidth);
    return within("network.direct", () -> DirectLinks.of(bandwidth, latency));
  }

  private static void set(
      PairSection pair,
      List<Integer> from,
      List<Integer> to,
      double[][] bandwidth,
      double[][] latency) {
    for (int j : from) {
      for (int k : to) {
        bandwidth[j][k] = pair.bytesPerSecond();
        if (pair.latency() != null) {
          latency[j][k] = NetworkSection.seconds(pair.latency());
        }
      }
    }
  }

  private void requireAll(double[][] bandwidth) {
    int missing = 0;
    String first = "";
    for (int j = 0; j < bandwidth.length; j++) {
      for (int k = 0; k < bandwidth.length; k++) {
        if (j != k && Double.isNaN(bandwidth[j][k])) {
          if (missing++ == 0) {
            first = "from '%s' to '%s'".formatted(devices.get(j).id(), devices.get(k).id());
          }
        }
      }
    }
    if (missing > 0) {
      throw new IllegalArgumentException(
          "network.direct: the link %s has no bandwidth%s.%nMaybe add the pair (both_ways: true for the way back), or a bandwidth for all links that no pair names."
              .formatted(first, missing == 1 ? "" : ", and %d more".formatted(missing - 1)));
    }
  }

  private List<Integer> places(String path, String name) {
    List<Integer> found = places.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "%s: there is no device or kind '%s'.%nMaybe one of %s."
              .formatted(path, name, some(places.keySet())));
    }
    return found;
  }

  private static void requireZones(Cluster cluster) {
    Map<String, Double> carbon = cluster.carbonGramsPerKilowattHour();
    for (Device device : cluster.devices()) {
      if (!device.zone().isEmpty() && !carbon.isEmpty() && !carbon.containsKey(device.zone())) {
        throw new IllegalArgumentException(
            "cluster.carbon: zone '%s' of device '%s' has no carbon intensity.%nMaybe one of %s."
                .formatted(device.zone(), device.id(), some(carbon.keySet())));
      }
    }
  }

  private Profiles profiles(List<PlannedPipeline> pipelines) {
    List<StageProfile> all = new ArrayList<>();
    Set<String> processors =
        devices.stream()
            .flatMap(d -> d.processors().stream())
            .map(Processor::name)
            .collect(Collectors.toSet());
    for (int i = 0; i < section.profiles().size(); i++) {
      ProfileSection profile = section.profiles().get(i);
      String path = "profiles[%d]".formatted(i);
      Set<String> stages = new HashSet<>();
      for (PlannedPipeline pipeline : pipelines) {
        if (profile.pipeline() == null || profile.pipeline().equals(pipeline.id().value())) {
          pipeline.stages().stream().map(PlannedStage::id).forEach(s -> stages.add(s.value()));
        }
      }
      if (stages.isEmpty()) {
        throw new IllegalArgumentException(
            "%s.pipeline: there is no pipeline '%s'.%nMaybe one of %s."
                .formatted(
                    path,
                    profile.pipeline(),
                    some(pipelines.stream().map(p -> p.id().value()).toList())));
      }
      requireKnown(path + ".stage", "stage", profile.stage(), stages);
      if (profile.processor() != null) {
        requireKnown(path + ".processor", "processor", profile.processor(), processors);
      }
      requireDevice(path, profile);
      all.add(profile.toProfile());
    }
    return new Profiles(all);
  }

  private void requireDevice(String path, ProfileSection profile) {
    if (profile.device() != null) {
      Set<String> names = devices.stream().map(d -> d.id().value()).collect(Collectors.toSet());
      requireKnown(path + ".device", "device", profile.device(), names);
    }
    if (profile.kind() != null) {
      Set<String> kinds =
          devices.stream().map(Device::kind).filter(k -> !k.isEmpty()).collect(Collectors.toSet());
      requireKnown(path + ".kind", "kind", profile.kind(), kinds);
    }
  }

  private static void requireKnown(String path, String what, String name, Set<String> known) {
    if (!known.contains(name)) {
      throw new IllegalArgumentException(
          "%s: there is no %s '%s'.%nMaybe one of %s.".formatted(path, what, name, some(known)));
    }
  }

  /** A few of the names, in order, for advice. */
  private static String some(Iterable<String> names) {
    TreeSet<String> sorted = new TreeSet<>();
    names.forEach(sorted::add);
    int most = 12;
    String text = sorted.stream().limit(most).collect(Collectors.joining(", "));
    return sorted.isEmpty()
        ? "none: there are none"
        : sorted.size() > most ? text + ", … (%d in all)".formatted(sorted.size()) : text;
  }

  private static <T> T within(String path, java.util.function.Supplier<T> make) {
    try {
      return make.get();
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw new IllegalArgumentException(
          message.startsWith(path) ? message : path + "." + message, e);
    }
  }
}
