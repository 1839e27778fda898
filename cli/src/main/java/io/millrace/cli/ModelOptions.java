package io.millrace.cli;

import io.millrace.cli.config.MillraceConfig;
import io.millrace.models.catalog.ModelCatalog;
import io.millrace.models.catalog.ModelEntry;
import io.millrace.models.catalog.ModelStore;
import io.millrace.models.catalog.Verification;
import io.millrace.models.task.Task;
import io.millrace.models.task.Tasks;
import io.millrace.topics.record.StageSpec;
import io.millrace.worker.app.ModelFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where models come from. */
final class ModelOptions {

  @Option(
      names = "--model-file",
      paramLabel = "ID=PATH",
      description =
          "A local file for a model of the catalogue; its hash is checked. Can be repeated.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--models-dir",
      paramLabel = "DIR",
      description = "Where models are kept (default: ~/.cache/millrace/models).")
  private @Nullable Path directory;

  /** The models that a configuration may name. */
  static ModelCatalog catalog(MillraceConfig config) {
    ModelCatalog catalog = ModelCatalog.builtIn();
    for (String file : config.modelCatalogues()) {
      catalog = catalog.with(ModelCatalog.read(Path.of(file)));
    }
    return catalog;
  }

  /** The models' files on this machine. */
  ModelStore store(ModelCatalog catalog) {
    Path where =
        directory == null
            ? ModelStore.defaultDirectory(Path.of(System.getProperty("user.home")))
            : directory;
    return new ModelStore(where, catalog.parseOverrides(files));
  }

  /**
   * Sees to it that the models of these stages are here, and says so where a given file is another
   * than the catalogue's.
   */
  List<StageModel> fetch(MillraceConfig config, List<StageSpec> stages, PrintWriter err)
      throws Exception {
    ModelCatalog catalog = catalog(config);
    ModelStore store = store(catalog);
    List<StageModel> models = new ArrayList<>();
    for (StageSpec stage : stages) {
      ModelEntry entry = catalog.require(stage.model());
      Task task = Tasks.create(entry, stage.settings());
      if (stage.piece().of() > 1) {
        models.add(new StageModel(stage, new ModelFile(Path.of(stage.piece().file()), task)));
        continue;
      }
      models.add(new StageModel(stage, new ModelFile(file(store, entry, err), task)));
    }
    return models;
  }

  /** The file of a model, fetched if it is not here yet. */
  static Path file(ModelStore store, ModelEntry entry, PrintWriter err) throws Exception {
    Verification found =
        new Progress(err)
            .during(
                "fetching " + entry.id() + " from " + entry.source().text(),
                () -> store.pull(entry, io.millrace.models.catalog.Progress.NONE));
    if (store.overridden(entry) && found.status() != Verification.Status.MATCHES) {
      err.println(found.message());
      err.flush();
    }
    return store.path(entry);
  }

  /** A stage and its model on this machine. */
  record StageModel(StageSpec stage, ModelFile model) {

    /** The model of that stage among these. */
    static ModelFile of(List<StageModel> models, StageSpec stage) {
      return models.stream()
          .filter(candidate -> candidate.stage().equals(stage))
          .findFirst()
          .orElseThrow(
              () -> new IllegalStateException("No model was fetched for " + stage.name() + "."))
          .model();
    }
  }
}
