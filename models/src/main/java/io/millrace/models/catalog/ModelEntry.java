package io.millrace.models.catalog;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * One model of the catalogue.
 *
 * @param id its name in pipelines, for example {@code text-detect}
 * @param task what it is for
 * @param description one sentence for people
 * @param source where its file comes from
 * @param sha256 of its file
 * @param licence SPDX identifier of the weights' licence
 * @param input of the ONNX graph
 * @param output of the ONNX graph
 * @param settings of its task; those not given have the task's defaults
 */
public record ModelEntry(
    String id,
    TaskKind task,
    String description,
    ModelSource source,
    Sha256 sha256,
    String licence,
    TensorSpec input,
    TensorSpec output,
    Map<String, Object> settings) {
  private static final String ID = "[a-z0-9]([a-z0-9.-]*[a-z0-9])?";

  /** Checks the id. */
  public ModelEntry {
    Objects.requireNonNull(task, "task");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(sha256, "sha256");
    Objects.requireNonNull(licence, "licence");
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(output, "output");
    settings = Map.copyOf(new TreeMap<>(settings));
    if (!id.matches(ID)) {
      throw new IllegalArgumentException(
          "a model's id has lower-case letters, digits, '-' and '.' (was %s)".formatted(id));
    }
  }
}
