package io.millrace.cli;

import io.millrace.cli.config.MillraceConfig;
import io.millrace.models.build.Architecture;
import io.millrace.models.catalog.ModelCatalog;
import io.millrace.models.catalog.Sha256;
import io.millrace.models.graph.Chain;
import io.millrace.models.graph.OnnxGraph;
import io.millrace.models.graph.TensorInfo;
import io.millrace.topics.admin.TopicAdmin;
import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.codec.DurationText;
import io.millrace.topics.codec.Json;
import io.millrace.topics.codec.SizeText;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.LayerProfileSpec;
import io.millrace.topics.record.LayerProfileSpec.BundleRow;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.stream.RecordSink;
import io.millrace.worker.device.EnergyMeter;
import io.millrace.worker.device.Frequencies;
import io.millrace.worker.device.Machine;
import io.millrace.worker.infer.Processor;
import io.millrace.worker.infer.Processor.Optimisation;
import io.millrace.worker.profile.Estimate;
import io.millrace.worker.profile.LayerProfiler;
import io.millrace.worker.profile.LayerProfiler.Cell;
import io.millrace.worker.serve.ControlRecords;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures bundles of a model's layers on this machine. */
@Command(
    name = "profile",
    mixinStandardHelpOptions = true,
    description =
        "Measure how long bundles of a model's layers take on this machine, for cutting it. Goes on where it was stopped.",
    footer = {
      "",
      "Examples:",
      "  millrace profile mobilenetv2 --max-bundle-size 8 --out mobilenetv2.json",
      "  millrace profile own.onnx --shape x=1x3x352x640 --batches 1,2,4 --threads 1,2",
      "  millrace profile vgg16 --device jetson --estimate --gflops 236 --memory-bandwidth 25GB/s",
      ""
    })
final class ProfileCommand implements Callable<Integer> {

  private static final long SEED = 1;
  private static final double GIGA = 1e9;
  private static final long SAVE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int BAR = 30;

  @Parameters(
      paramLabel = "MODEL",
      description = "An ONNX file, a model of the catalogue, or an architecture (alexnet, …).")
  private String model = "";

  @Option(
      names = "--shape",
      paramLabel = "INPUT=1x3xHxW",
      description = "The shape of an input that the file leaves open. Can be repeated.")
  private Map<String, String> shapes = new HashMap<>();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "The profile; what stands in it is not measured again (default: MODEL.profile.json).")
  private @Nullable Path out;

  @Option(
      names = "--device",
      defaultValue = "this-machine",
      description = "What the profiled device is called (default: ${DEFAULT-VALUE}).")
  private String device = "";

  @Option(
      names = "--max-bundle-size",
      paramLabel = "N",
      description = "Most layers of a bundle (default: all); the whole model is always measured.")
  private int maxBundle = Integer.MAX_VALUE;

  @Option(
      names = "--batches",
      split = ",",
      defaultValue = "1",
      description = "Frames in one call, several with commas (default: ${DEFAULT-VALUE}).")
  private List<Integer> batches = new ArrayList<>();

  @Option(
      names = "--threads",
      split = ",",
      defaultValue = "1",
      description = "Threads of one call, several with commas (default: ${DEFAULT-VALUE}).")
  private List<Integer> threads = new ArrayList<>();

  @Option(
      names = "--optimisation",
      paramLabel = "LEVEL",
      defaultValue = "extended",
      description =
          "How much the runtime rewrites graphs: none, basic, extended or all (default: ${DEFAULT-VALUE}).")
  private String optimisation = "";

  @Option(
      names = "--time",
      defaultValue = "150ms",
      description = "How long each bundle is measured (default: ${DEFAULT-VALUE}).")
  private String time = "";

  @Option(
      names = "--frequency",
      paramLabel = "HERTZ",
      description = "Fix the processor's frequency meanwhile, where the system lets us.")
  private long hertz;

  @Option(
      names = "--estimate",
      description =
          "Run nothing: compute the times of a device that cannot be reached, marked as analytic. Needs --gflops.")
  private boolean estimate;

  @Option(
      names = "--gflops",
      paramLabel = "N",
      description = "With --estimate: 1e9 FLOP per second of the device.")
  private double gflops;

  @Option(
      names = "--memory-bandwidth",
      paramLabel = "RATE",
      description = "With --estimate: how fast it reads weights and tensors (default: unlimited).")
  private @Nullable String memoryBandwidth;

  @Option(names = "--publish", description = "Put the profile on the topic millrace.profiles too.")
  private boolean publish;

  @Mixin private ModelOptions models = new ModelOptions();

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Optimisation level = Optimisation.named(optimisation);
    Path folder = Files.createTempDirectory("millrace-profile");
    try {
      Map<Integer, OnnxGraph> graphs = new HashMap<>();
      graphs.put(1, graph(1, folder));
      Chain chain = graphs.get(1).chain();
      Path file = out == null ? Path.of(stem() + ".profile.json") : out;
      LayerProfileSpec begun = begin(file, chain, Sha256.of(modelFile(1, folder)).toString());
      LayerProfileSpec done =
          estimate
              ? estimated(begun)
              : measured(
                  begun,
                  file,
                  new LayerProfiler(
                      batch -> graphs.computeIfAbsent(batch, n -> graph(n, folder)),
                      Processor.cpu(1).with(level),
                      folder,
                      DurationText.parse(time),
                      EnergyMeter.find(Path.of("/"), 0, 0, System.nanoTime()),
                      Machine::processBytes,
                      System::nanoTime));
      save(file, done);
      tell(file, done);
      if (publish) {
        publish(done);
      }
      return 0;
    } finally {
      Folders.delete(folder);
    }
  }

  private LayerProfileSpec begin(Path file, Chain chain, String sha256) throws IOException {
    LayerProfileSpec fresh =
        new LayerProfileSpec(
            stem(),
            sha256,
            new DeviceId(device),
            "cpu",
            optimisation,
            Instant.now(),
            Math.min(maxBundle, chain.units().size()),
            chain.inputBytes(),
            LayerProfiler.layers(chain),
            List.of());
    if (!Files.exists(file) || estimate) {
      return fresh;
    }
    LayerProfileSpec known =
        Json.read(Files.readAllBytes(file), LayerProfileSpec.class, file.toString());
    boolean same =
        known.sha256().equals(fresh.sha256())
            && known.device().equals(fresh.device())
            && known.optimisation().equals(fresh.optimisation())
            && known.layers().equals(fresh.layers())
            && known.bundles().stream()
                .allMatch(row -> row.source() == LayerProfileSpec.Source.MEASURED);
    if (!same) {
      throw new CommandException(
          "%s: is a profile of another model, device, shape or optimisation, or an estimate, and is not gone on with.%nMaybe delete it, or name another file with --out."
              .formatted(file));
    }
    return fresh.with(known.bundles(), known.at());
  }

  private LayerProfileSpec estimated(LayerProfileSpec begun) {
    double memory =
        memoryBandwidth == null
            ? Double.POSITIVE_INFINITY
            : SizeText.bytesPerSecond("--memory-bandwidth", memoryBandwidth);
    return begun.with(
        new Estimate(gflops * GIGA, memory).bundles(begun.layers(), begun.maxBundle()),
        Instant.now());
  }

  // From Java 22 on there is always a console: then the bar is redrawn in a file too.
  @SuppressWarnings("SystemConsoleNull")
  private LayerProfileSpec measured(LayerProfileSpec begun, Path file, LayerProfiler profiler)
      throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    Frequencies frequencies = new Frequencies(Path.of("/"));
    if (hertz > 0 && frequencies.set(hertz) instanceof Frequencies.Change.NotControllable no) {
      throw new CommandException("--frequency %d: %s".formatted(hertz, no.why()));
    }
    List<Cell> cells = LayerProfiler.missing(begun, begun.maxBundle(), batches, threads);
    List<BundleRow> rows = new ArrayList<>(begun.bundles());
    if (!rows.isEmpty()) {
      err.printf("%d bundles stand in %s already, %d to go%n", rows.size(), file, cells.size());
    }
    long start = System.nanoTime();
    long saved = start;
    long told = 0;
    boolean terminal = System.console() != null;
    try {
      for (int i = 0; i < cells.size(); i++) {
        rows.add(profiler.measure(cells.get(i)));
        long now = System.nanoTime();
        if (now - saved > SAVE_NANOS) {
          save(file, begun.with(rows, Instant.now()));
          saved = now;
        }
        if (now - told > (terminal ? REDRAW_NANOS : TELL_NANOS) || i == cells.size() - 1) {
          told = now;
          err.print((terminal ? "\r" : "") + bar(i + 1, cells, now - start));
          err.print(terminal && i < cells.size() - 1 ? "" : System.lineSeparator());
          err.flush();
        }
      }
    } finally {
      if (hertz > 0) {
        frequencies.release();
      }
    }
    return begun.with(rows, Instant.now());
  }

  /** How far it is, and how long it will take if it goes on like this. */
  private static String bar(int done, List<Cell> cells, long nanos) {
    int full = BAR * done / cells.size();
    long left = Math.round(nanos / 1e9 / done * (cells.size() - done));
    Cell cell = cells.get(done - 1);
    return "[%s%s] %d of %d bundles, layers %d-%d, %d:%02d left "
        .formatted(
            "#".repeat(full),
            ".".repeat(BAR - full),
            done,
            cells.size(),
            cell.from(),
            cell.to(),
            left / 60,
            left % 60);
  }

  private static void save(Path file, LayerProfileSpec profile) throws IOException {
    Path half = file.resolveSibling(file.getFileName() + ".part");
    Files.writeString(half, Json.pretty(profile) + System.lineSeparator());
    Files.move(half, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private void tell(Path file, LayerProfileSpec profile) {
    PrintWriter writer = spec.commandLine().getOut();
    int n = profile.layers().size();
    writer.printf(
        "%n  %-8s %-8s %14s %10s %12s %s%n",
        "batch", "threads", "whole model", "variation", "memory", "single layers add up to");
    for (BundleRow whole : profile.bundles()) {
      if (whole.from() == 1 && whole.to() == n) {
        List<BundleRow> singles =
            profile.bundles().stream()
                .filter(
                    row ->
                        row.from() == row.to()
                            && row.batch() == whole.batch()
                            && row.threads() == whole.threads())
                .toList();
        double sum = singles.stream().mapToDouble(BundleRow::seconds).sum();
        writer.printf(
            Locale.ROOT,
            "  %-8d %-8d %11.3f ms %9.1f%% %9.1f MB %s%n",
            whole.batch(),
            whole.threads(),
            whole.seconds() * 1000,
            whole.variation() * 100,
            whole.memoryBytes() / 1e6,
            singles.size() == n ? String.format(Locale.ROOT, "%.3f ms", sum * 1000) : "-");
      }
    }
    writer.printf(
        "%n%s: %d bundles of %d layers, %s%n",
        file, profile.bundles().size(), n, estimate ? "analytic: nothing was run" : "measured");
    writer.flush();
  }

  private void publish(LayerProfileSpec profile) throws Exception {
    int limit = TopicCatalog.DEFAULT_MAX_RECORD_BYTES;
    KafkaConnection connection = kafka.connection(limit);
    try (TopicAdmin admin = new TopicAdmin(connection.admin("millrace-profile"));
        RecordSink sink = new RecordSink(connection.producer("millrace-profile"), limit)) {
      admin.ensure(TopicCatalog.shared());
      new ControlRecords(sink)
          .publish(TopicCatalog.PROFILES, profile.key(), profile)
          .get(1, TimeUnit.MINUTES);
    }
    spec.commandLine().getOut().printf("published as %s%n", profile.key());
    spec.commandLine().getOut().flush();
  }

  private String stem() {
    return String.valueOf(Path.of(model).getFileName()).replaceFirst("\\.onnx$", "");
  }

  /** The model's file for so many frames a call; only architectures have one for each. */
  private Path modelFile(int batch, Path folder) {
    Path file = Path.of(model);
    if (Files.exists(file) || model.endsWith(".onnx")) {
      return file;
    }
    ModelCatalog catalog = ModelOptions.catalog(MillraceConfig.builtIn("objects"));
    if (catalog.find(model).isPresent()) {
      return models.store(catalog).path(catalog.require(model));
    }
    Path built = folder.resolve("%s-%d.onnx".formatted(model, batch));
    if (!Files.exists(built)) {
      Architecture.of(model).save(SEED, batch, built);
    }
    return built;
  }

  private OnnxGraph graph(int batch, Path folder) {
    Map<String, List<Long>> wanted = new HashMap<>();
    shapes.forEach((input, text) -> wanted.put(input, GraphOptions.shape(input, text)));
    Path file = modelFile(batch, folder);
    OnnxGraph graph = OnnxGraph.read(file, wanted);
    TensorInfo input = graph.inputs().get(0);
    if (batch == 1 || input.shape().get(0) == batch) {
      return graph;
    }
    List<Long> shape = new ArrayList<>(input.shape());
    shape.set(0, (long) batch);
    wanted.put(input.name(), shape);
    return OnnxGraph.read(file, wanted);
  }
}
