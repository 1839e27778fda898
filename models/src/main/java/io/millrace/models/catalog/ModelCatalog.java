package io.millrace.models.catalog;

import io.millrace.models.catalog.ModelException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The models that pipelines may name.
 *
 * <p>Read from YAML: a mapping {@code models} from id to entry. Unknown, duplicate and missing keys
 * are errors that name the file, the path, the value and what to do.
 */
public final class ModelCatalog {
  private static final String BUILT_IN = "models.yaml";

  private final Map<String, ModelEntry> entries;

  private ModelCatalog(Map<String, ModelEntry> entries) {
    this.entries = Collections.unmodifiableMap(entries);
  }

  /** The catalogue that Millrace ships: text-detect, text-angle, text-read and the YOLOX models. */
  public static ModelCatalog builtIn() {
    try (InputStream in = ModelCatalog.class.getResourceAsStream(BUILT_IN)) {
      byte[] yaml = Objects.requireNonNull(in, BUILT_IN).readAllBytes();
      return parse("built-in " + BUILT_IN, new String(yaml, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ModelException(Reason.FILE, "cannot read the built-in catalogue: " + e, e);
    }
  }

  /**
   * Reads a catalogue file.
   *
   * @throws ModelException when it cannot be read or is not a catalogue
   */
  public static ModelCatalog read(Path file) {
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new ModelException(
          Reason.FILE, "%s: cannot read the model catalogue: %s".formatted(file, e), e);
    }
  }

  /**
   * Reads a catalogue.
   *
   * @param file its name, for messages
   * @throws ModelException when it is not a catalogue
   */
  public static ModelCatalog parse(String file, String yaml) {
    YamlMap root = YamlMap.parse(file, yaml);
    YamlMap models = root.map("models");
    root.requireAllTaken();
    Map<String, ModelEntry> entries = new LinkedHashMap<>();
    for (String id : models.keys()) {
      entries.put(id, entry(models, id));
    }
    return new ModelCatalog(entries);
  }

  private static ModelEntry entry(YamlMap models, String id) {
    YamlMap map = models.map(id);
    String taskText = map.text("task");
    TaskKind task =
        TaskKind.parse(taskText)
            .orElseThrow(
                () ->
                    map.wrong(
                        "task",
                        "must be one of %s (was %s)"
                            .formatted(
                                List.of(TaskKind.values()).stream().map(TaskKind::text).toList(),
                                taskText)));
    ModelSource source = source(map);
    Sha256 sha256 = sha256(map);
    TensorSpec input = tensor(map, "input");
    TensorSpec output = tensor(map, "output");
    String description = map.text("description");
    String licence = map.text("licence");
    Map<String, Object> settings = map.values("settings");
    map.requireAllTaken();
    try {
      return new ModelEntry(
          id, task, description, source, sha256, licence, input, output, settings);
    } catch (IllegalArgumentException e) {
      throw models.wrong(id, String.valueOf(e.getMessage()));
    }
  }

  private static ModelSource source(YamlMap map) {
    YamlMap source = map.map("source");
    try {
      ModelSource found;
      if (source.has("artefact")) {
        found = new ModelSource.Artefact(source.text("artefact"), source.text("entry"));
      } else if (source.has("url")) {
        found = new ModelSource.Download(URI.create(source.text("url")));
      } else if (source.has("file")) {
        found = new ModelSource.LocalFile(Path.of(source.text("file")));
      } else {
        throw map.wrong("source", "must have one of the keys artefact, url, file");
      }
      source.requireAllTaken();
      return found;
    } catch (IllegalArgumentException e) {
      throw map.wrong("source", String.valueOf(e.getMessage()));
    }
  }

  private static Sha256 sha256(YamlMap map) {
    String text = map.text("sha256");
    if (text.equals("unknown")) {
      return Sha256.UNKNOWN;
    }
    try {
      return new Sha256(text);
    } catch (IllegalArgumentException e) {
      throw map.wrong("sha256", e.getMessage() + "; write unknown when you do not know it");
    }
  }

  private static TensorSpec tensor(YamlMap map, String key) {
    YamlMap tensor = map.map(key);
    TensorSpec spec =
        new TensorSpec(tensor.text("name"), tensor.texts("shape"), tensor.text("values"));
    tensor.requireAllTaken();
    return spec;
  }

  /** All models, in the catalogue's order. */
  public Collection<ModelEntry> entries() {
    return entries.values();
  }

  /** The model of an id, when there is one. */
  public Optional<ModelEntry> find(String id) {
    return Optional.ofNullable(entries.get(id));
  }

  /**
   * The model of an id.
   *
   * @throws ModelException when no entry has this id; the message lists those there are
   */
  public ModelEntry require(String id) {
    return find(id)
        .orElseThrow(
            () ->
                new ModelException(
                    Reason.UNKNOWN_MODEL,
                    "there is no model %s; the catalogue has %s"
                        .formatted(id, String.join(", ", entries.keySet()))));
  }

  /** This catalogue and another one, whose entries win over those of the same id here. */
  public ModelCatalog with(ModelCatalog other) {
    Map<String, ModelEntry> both = new LinkedHashMap<>(entries);
    both.putAll(other.entries);
    return new ModelCatalog(both);
  }

  /**
   * Reads options of the form {@code ID=PATH}, each of which lets a local file stand for a model.
   *
   * @return paths by model id
   * @throws ModelException when an id is unknown, a file is missing, or the form is another one
   */
  public Map<String, Path> parseOverrides(List<String> options) {
    Map<String, Path> overrides = new LinkedHashMap<>();
    for (String option : options) {
      int equals = option.indexOf('=');
      if (equals <= 0 || equals == option.length() - 1) {
        throw new ModelException(
            Reason.CATALOG,
            "a model file is given as ID=PATH, for example yolox-nano=models/my.onnx (was %s)"
                .formatted(option));
      }
      String id = require(option.substring(0, equals)).id();
      Path path = Path.of(option.substring(equals + 1));
      if (!Files.isRegularFile(path)) {
        throw new ModelException(
            Reason.MISSING,
            "the file given for model %s does not exist: %s".formatted(id, path.toAbsolutePath()));
      }
      if (overrides.containsKey(id)) {
        throw new ModelException(
            Reason.CATALOG, "model %s is given two files; keep one".formatted(id));
      }
      overrides.put(id, path);
    }
    return overrides;
  }
}
