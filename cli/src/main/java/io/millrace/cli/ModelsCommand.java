package io.millrace.cli;

import io.millrace.models.catalog.ModelCatalog;
import io.millrace.models.catalog.ModelEntry;
import io.millrace.models.catalog.ModelStore;
import io.millrace.models.catalog.Verification;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists, fetches and checks models; the commands about their graphs are below it. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    description = "List, fetch, check, cost, cut and build models.",
    subcommands = {
      ModelLayersCommand.class,
      ModelCutsCommand.class,
      ModelSplitCommand.class,
      ModelBuildCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  millrace models list",
      "  millrace models pull yolox-nano",
      "  millrace models layers alexnet",
      "  millrace models verify --model-file yolox-nano=/models/yolox_nano.onnx",
      ""
    })
final class ModelsCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List the models of the catalogue.",
      footer = {"", "Example:", "  millrace models list", ""})
  int list(@Mixin ConfigOptions config, @Mixin ModelOptions options) {
    PrintWriter out = spec.commandLine().getOut();
    ModelCatalog catalog = ModelOptions.catalog(config.read());
    ModelStore store = options.store(catalog);
    out.printf("%-14s %-18s %-14s %-9s %s%n", "model", "task", "licence", "here", "from");
    for (ModelEntry entry : catalog.entries()) {
      out.printf(
          "%-14s %-18s %-14s %-9s %s%n",
          entry.id(),
          word(entry.task()),
          entry.licence(),
          word(store.verify(entry).status()),
          entry.source().text());
    }
    out.flush();
    return 0;
  }

  @Command(
      name = "pull",
      mixinStandardHelpOptions = true,
      description = "Fetch models; without a name, those of the pipeline.",
      footer = {"", "Example:", "  millrace models pull yolox-nano", ""})
  int pull(
      @Mixin ConfigOptions config,
      @Mixin ModelOptions options,
      @Parameters(paramLabel = "ID", arity = "0..*", description = "Models to fetch.")
          List<String> ids)
      throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    for (ModelEntry entry : chosen(config, ids)) {
      Verification found =
          new Progress(spec.commandLine().getErr())
              .during(
                  "fetching " + entry.id() + " from " + entry.source().text(),
                  () ->
                      options
                          .store(ModelOptions.catalog(config.read()))
                          .pull(entry, io.millrace.models.catalog.Progress.NONE));
      out.println(found.message());
    }
    out.flush();
    return 0;
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = "Check the files that are here; without a name, those of the pipeline.",
      footer = {"", "Example:", "  millrace models verify text-detect", ""})
  int verify(
      @Mixin ConfigOptions config,
      @Mixin ModelOptions options,
      @Parameters(paramLabel = "ID", arity = "0..*", description = "Models to check.")
          List<String> ids) {
    PrintWriter out = spec.commandLine().getOut();
    ModelStore store = options.store(ModelOptions.catalog(config.read()));
    boolean usable = true;
    for (ModelEntry entry : chosen(config, ids)) {
      Verification found = store.verify(entry);
      out.println(found.message());
      usable &= found.usable();
    }
    out.flush();
    return usable ? 0 : Millrace.FAILED;
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Print all that the catalogue knows of a model.",
      footer = {"", "Example:", "  millrace models show text-read", ""})
  int show(
      @Mixin ConfigOptions config,
      @Mixin ModelOptions options,
      @Parameters(paramLabel = "ID", description = "The model.") String id) {
    PrintWriter out = spec.commandLine().getOut();
    ModelCatalog catalog = ModelOptions.catalog(config.read());
    ModelEntry entry = catalog.require(id);
    print(out, "model", entry.id());
    print(out, "task", word(entry.task()));
    print(out, "description", entry.description());
    print(out, "from", entry.source().text());
    print(out, "sha256", entry.sha256());
    print(out, "licence", entry.licence());
    print(out, "input", entry.input());
    print(out, "output", entry.output());
    print(out, "settings", entry.settings());
    print(out, "here", options.store(catalog).verify(entry).message());
    out.flush();
    return 0;
  }

  private static List<ModelEntry> chosen(ConfigOptions config, List<String> ids) {
    ModelCatalog catalog = ModelOptions.catalog(config.read());
    List<String> wanted = new ArrayList<>(ids == null ? List.of() : ids);
    if (wanted.isEmpty()) {
      config.read().pipeline().toSpec().stages().forEach(stage -> wanted.add(stage.model()));
    }
    return wanted.stream().map(catalog::require).toList();
  }

  private static void print(PrintWriter out, String what, Object value) {
    out.printf("%-12s %s%n", what, value);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
