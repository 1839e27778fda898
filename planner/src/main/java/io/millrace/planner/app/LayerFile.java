package io.millrace.planner.app;

import io.millrace.planner.PlanningException;
import io.millrace.planner.PlanningException.Reason;
import io.millrace.planner.app.LayersSection.DeviceRow;
import io.millrace.planner.app.LayersSection.LinkRow;
import io.millrace.planner.app.LayersSection.PointRow;
import io.millrace.planner.app.LayersSection.ProfileRow;
import io.millrace.planner.app.LayersSection.RadioRow;
import io.millrace.planner.app.LayersSection.TableSection;
import io.millrace.planner.layer.AnalyticModel;
import io.millrace.planner.layer.EarlyExit;
import io.millrace.planner.layer.Layer;
import io.millrace.planner.layer.LayerChain;
import io.millrace.planner.layer.LayerDevice;
import io.millrace.planner.layer.LayerGoal;
import io.millrace.planner.layer.LayerObjective;
import io.millrace.planner.layer.LayerProblem;
import io.millrace.planner.layer.OperatingPoint;
import io.millrace.planner.layer.Radio;
import io.millrace.planner.reproduce.LayerTables;
import io.millrace.planner.solve.layer.LayerStrategy;
import io.millrace.topics.codec.StrictYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A network to be cut over devices, in a YAML file with the key {@code layers}. As strict as {@link
 * ProblemFile}.
 */
public final class LayerFile {

  /** The questions that come with Millrace, by name. */
  public static final List<String> BUILT_IN = List.of("alexnet");

  /** Name of the JSON Schema, a resource of this package. */
  public static final String SCHEMA = "millrace-layers.schema.json";

  private static final double GIGA = 1e9;
  private static final double HOUR = 3600;

  private record File(LayersSection layers) {}

  /**
   * What such a file asks for.
   *
   * @param problem costs of every choice
   * @param goal what shall be least, within which bounds
   * @param strategy how
   */
  public record Question(LayerProblem problem, LayerGoal goal, LayerStrategy strategy) {}

  private final LayersSection section;
  private final Map<String, MeasuredLayers> profiles = new LinkedHashMap<>();

  private LayerFile(LayersSection section, Path file) {
    this.section = section;
    if (section.profiles() != null) {
      section
          .profiles()
          .forEach(
              (device, profile) ->
                  profiles.put(device, MeasuredLayers.read(file.resolveSibling(profile))));
    }
  }

  /**
   * Whether this is a built-in question, or a file with the key {@code layers}; not whether the
   * file is right otherwise.
   */
  public static boolean isOne(String nameOrFile) {
    Path file = Path.of(nameOrFile);
    if (isBuiltIn(nameOrFile)) {
      return true;
    }
    try {
      return Files.isRegularFile(file)
          && Files.readString(file).lines().anyMatch(line -> line.matches("layers\\s*:.*"));
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static boolean isBuiltIn(String nameOrFile) {
    return BUILT_IN.contains(nameOrFile) && !Files.exists(Path.of(nameOrFile));
  }

  /**
   * The question of that name, if it is a built-in one and no such file exists, else the file's.
   */
  public static Question open(String nameOrFile) {
    if (isBuiltIn(nameOrFile)) {
      return parse(builtInText(nameOrFile), nameOrFile + ".yaml");
    }
    try {
      return parse(Files.readString(Path.of(nameOrFile)), nameOrFile);
    } catch (IOException e) {
      throw new IllegalArgumentException(nameOrFile + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** The text of a question that comes with Millrace, comments included. */
  static String builtInText(String name) {
    return ProblemFile.resource(name + ".yaml");
  }

  /** The JSON Schema of such files. */
  public static String schemaText() {
    return ProblemFile.resource(SCHEMA);
  }

  /**
   * The question in a text.
   *
   * @param file the file's name, for errors
   */
  public static Question parse(String text, String file) {
    File read = StrictYaml.read(text, File.class, file);
    try {
      return new LayerFile(read.layers(), Path.of(file)).question();
    } catch (IllegalArgumentException e) {
      throw new PlanningException(Reason.INPUT, file + ": layers: " + e.getMessage(), e);
    }
  }

  private Question question() {
    LayerChain chain = chain();
    List<LayerDevice> devices = devices();
    int n = devices.size();
    double[][] bandwidth = new double[n][n];
    double[][] latency = new double[n][n];
    List<LinkRow> links = section.links() == null ? List.of() : section.links();
    for (int i = 0; i < links.size(); i++) {
      LinkRow link = links.get(i);
      int from = device("links[%d].from".formatted(i), link.from());
      int to = device("links[%d].to".formatted(i), link.to());
      double rate = UnitText.bytesPerSecond("bandwidth", link.bandwidth());
      double seconds = NetworkSection.seconds(link.latency());
      bandwidth[from][to] = rate;
      latency[from][to] = seconds;
      if (Boolean.TRUE.equals(link.bothWays())) {
        bandwidth[to][from] = rate;
        latency[to][from] = seconds;
      }
    }
    int source = device("source", section.source());
    String wants = section.destination();
    int destination = wants == null ? source : device("destination", wants);
    LayerProblem.Builder builder =
        AnalyticModel.builder(chain, devices, bandwidth, latency, source, destination);
    measured(builder, chain, devices);
    return new Question(
        builder.build(),
        goal(chain),
        LayerStrategy.named(or(section.strategy(), LayerStrategy.FREQUENCY.name())));
  }

  private LayerGoal goal(LayerChain chain) {
    int kept = section.privateLayers() == null ? 0 : section.privateLayers();
    if (kept > chain.layers().size()) {
      throw new IllegalArgumentException(
          "private_layers must be at most %d, as many as %s has (was %d)"
              .formatted(chain.layers().size(), chain.name(), kept));
    }
    return new LayerGoal(
        LayerObjective.named(or(section.objective(), LayerObjective.LATENCY.label())),
        section.latencyBound() == null
            ? Double.POSITIVE_INFINITY
            : NetworkSection.seconds(section.latencyBound()),
        section.energyBound() == null ? Double.POSITIVE_INFINITY : section.energyBound(),
        kept,
        section.maxBundle() == null ? Integer.MAX_VALUE : section.maxBundle(),
        section.rate() == null ? 0 : section.rate(),
        section.duration() == null ? HOUR : NetworkSection.seconds(section.duration()));
  }

  private static String or(@Nullable String given, String otherwise) {
    return given == null ? otherwise : given;
  }

  private LayerChain chain() {
    TableSection table = section.table();
    boolean profiled = section.model() == null && table == null && !profiles.isEmpty();
    if (!profiled && (section.model() == null) == (table == null)) {
      throw new IllegalArgumentException(
          "either model or table must be given, or profiles alone (%s given)"
              .formatted(table == null ? "none" : "both"));
    }
    LayerChain chain;
    if (profiled) {
      chain = profiles.values().iterator().next().chain();
    } else if (table == null) {
      chain = new LayerTables().chain(or(section.model(), ""));
    } else {
      List<Layer> layers =
          table.layers().stream()
              .map(
                  row ->
                      new Layer(
                          row.name(),
                          row.flops(),
                          row.macs() == null ? row.flops() / 2 : row.macs(),
                          UnitText.bytes("parameters", or(row.parameters(), "0")),
                          UnitText.bytes("output", row.output())))
              .toList();
      chain = LayerChain.of("table", UnitText.bytes("input", table.input()), layers);
    }
    return section.exits() == null
        ? chain
        : chain.withExits(
            section.exits().stream()
                .map(
                    exit ->
                        new EarlyExit(
                            exit.after(),
                            exit.probability(),
                            exit.flops(),
                            UnitText.bytes("parameters", or(exit.parameters(), "0")),
                            UnitText.bytes("output", exit.output())))
                .toList());
  }

  private List<LayerDevice> devices() {
    List<LayerDevice> devices = new ArrayList<>();
    for (DeviceRow row : section.devices()) {
      if (devices.stream().anyMatch(d -> d.name().equals(row.name()))) {
        throw new IllegalArgumentException(
            "devices must have names of their own ('%s' stands twice)".formatted(row.name()));
      }
      boolean measured =
          profiles.containsKey(row.name())
              || (section.profile() != null
                  && section.profile().stream().anyMatch(p -> p.device().equals(row.name())));
      List<OperatingPoint> points = new ArrayList<>();
      for (PointRow point : row.points()) {
        if (point.gflops() == null && !measured) {
          throw new IllegalArgumentException(
              "devices: %s: point %s must have gflops, because nothing was measured there.%nMaybe add its bundles to profile."
                  .formatted(row.name(), point.name()));
        }
        points.add(
            new OperatingPoint(
                point.name(),
                point.gflops() == null ? 1 : point.gflops() * GIGA,
                point.watts() == null ? 0 : point.watts()));
      }
      devices.add(
          new LayerDevice(
              row.name(),
              points,
              UnitText.bytesPerSecond("memory_bandwidth", row.memoryBandwidth()),
              radio(row.radio()),
              row.idleWatts() == null ? 0 : row.idleWatts(),
              (row.carbon() == null ? 0 : row.carbon()) / LayerDevice.JOULES_PER_KILOWATT_HOUR));
    }
    return devices;
  }

  private static Radio radio(@Nullable RadioRow row) {
    if (row == null) {
      return Radio.UNCOUNTED;
    }
    String network = row.network();
    return network != null
        ? Radio.Mobile.named(network).radio()
        : new Radio(
            row.upWatts() == null ? 0 : row.upWatts(),
            row.downWatts() == null ? 0 : row.downWatts());
  }

  private void measured(LayerProblem.Builder builder, LayerChain chain, List<LayerDevice> devices) {
    profiles.forEach(
        (name, profile) -> {
          int d = device("profiles", name);
          if (profile.layers() != chain.layers().size()) {
            throw new IllegalArgumentException(
                "profiles.%s has %d layers, but %s has %d.%nMaybe it is of another model."
                    .formatted(name, profile.layers(), chain.name(), chain.layers().size()));
          }
          if (devices.get(d).points().size() != 1) {
            throw new IllegalArgumentException(
                "profiles.%s was measured at one frequency, but %s has %d points.%nMaybe give the bundles of each point under profile."
                    .formatted(name, name, devices.get(d).points().size()));
          }
          profile.addTo(builder, d, 0, 1);
        });
    List<ProfileRow> rows = section.profile() == null ? List.of() : section.profile();
    boolean[] known = new boolean[devices.size()];
    for (int i = 0; i < rows.size(); i++) {
      ProfileRow row = rows.get(i);
      String path = "profile[%d]".formatted(i);
      int d = device(path + ".device", row.device());
      if (row.to() > chain.layers().size()) {
        throw new IllegalArgumentException(
            "%s.to must be at most %d, the last layer of %s (was %d)"
                .formatted(path, chain.layers().size(), chain.name(), row.to()));
      }
      if (!known[d]) {
        builder.measured(d);
        known[d] = true;
      }
      List<OperatingPoint> points = devices.get(d).points();
      int point = points.size() == 1 && row.point() == null ? 0 : point(path, row, points);
      if (row.joules() == null) {
        builder.piece(d, point, row.from() - 1, row.to(), row.seconds());
      } else {
        builder.piece(d, point, row.from() - 1, row.to(), row.seconds(), row.joules());
      }
    }
  }

  private static int point(String path, ProfileRow row, List<OperatingPoint> points) {
    for (int p = 0; p < points.size(); p++) {
      if (points.get(p).name().equals(row.point())) {
        return p;
      }
    }
    throw new IllegalArgumentException(
        "%s.point must be one of %s of %s (was %s)"
            .formatted(
                path,
                points.stream().map(OperatingPoint::name).toList(),
                row.device(),
                row.point()));
  }

  private int device(String path, String name) {
    String[] names = section.devices().stream().map(DeviceRow::name).toArray(String[]::new);
    int index = Arrays.asList(names).indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(
          "%s names '%s', which is no device.%nMaybe one of %s."
              .formatted(path, name, String.join(", ", names)));
    }
    return index;
  }
}
