package io.millrace.models.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.millrace.models.catalog.ModelException.Reason;
import io.millrace.models.task.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelCatalogTest {
  private static final String GOOD =
      """
      models:
        mine:
          task: classification
          description: A model of mine.
          source:
            url: https://example.org/models/mine.onnx
          sha256: unknown
          licence: MIT
          input:
            name: in
            shape: [n, 3, 224, 224]
            values: red, green, blue
          output:
            name: out
            shape: [n, 2]
            values: logits
          settings:
            labels: [cat, dog]
            top: 2
            threshold-free: true
      """;

  private static void assertRefused(String yaml, String... inMessage) {
    assertThatThrownBy(() -> ModelCatalog.parse("my.yaml", yaml))
        .asInstanceOf(type(ModelException.class))
        .returns(Reason.CATALOG, ModelException::reason)
        .extracting(ModelException::getMessage)
        .asString()
        .contains(inMessage);
  }

  @Test
  void shouldReadAnEntry() {
    // When
    ModelEntry entry = ModelCatalog.parse("my.yaml", GOOD).require("mine");

    // Then
    assertThat(entry.task()).isEqualTo(TaskKind.CLASSIFICATION);
    assertThat(entry.source().fileName()).isEqualTo("mine.onnx");
    assertThat(entry.sha256().known()).isFalse();
    assertThat(entry.input().shape()).containsExactly("n", "3", "224", "224");
    assertThat(entry.input().largestBatch()).isEqualTo(Integer.MAX_VALUE);
    assertThat(entry.settings())
        .containsEntry("labels", List.of("cat", "dog"))
        .containsEntry("top", 2)
        .containsEntry("threshold-free", true);
  }

  @Test
  void shouldMakeATaskOfEveryBuiltInModel() {
    // Given
    ModelCatalog catalog = ModelCatalog.builtIn();

    // When / Then
    assertThat(catalog.entries())
        .extracting(ModelEntry::id)
        .containsExactly(
            "text-detect", "text-angle", "text-read", "yolox-nano", "yolox-tiny", "yolox-s");
    assertThat(catalog.entries())
        .allSatisfy(
            entry ->
                assertThat(Tasks.create(entry).finds())
                    .isEqualTo(entry.task().text().endsWith("detection")));
    assertThat(catalog.require("yolox-nano").input().largestBatch()).isEqualTo(1);
  }

  @Test
  void shouldLetAPipelineOverrideSettings() {
    ModelEntry entry = ModelCatalog.builtIn().require("text-detect");
    assertThat(Tasks.create(entry, Map.of("side-pixels", 640)).finds()).isTrue();
    assertThatThrownBy(() -> Tasks.create(entry, Map.of("side-pixels", 7)))
        .hasMessage(
            "model text-detect: settings.side-pixels: must be a whole number within 32..8192 (was 7)");
    assertThatThrownBy(() -> Tasks.create(entry, Map.of("side", 640)))
        .hasMessageStartingWith("model text-detect: settings: nobody reads side.");
  }

  @Test
  void shouldRefuseAKeyThatNobodyReads() {
    assertRefused(
        GOOD.replace("licence: MIT", "licence: MIT\n    license: MIT"),
        "my.yaml: models.mine.license: nobody reads this key; known here: description, input");
    assertRefused(GOOD + "extra: 1\n", "my.yaml: extra: nobody reads this key; known here: models");
    assertRefused(
        GOOD.replace("name: in", "name: in\n      kind: x"), "my.yaml: models.mine.input.kind");
    assertRefused(
        GOOD.replace("mine.onnx", "mine.onnx\n      entry: x"),
        "my.yaml: models.mine.source.entry");
  }

  @Test
  void shouldRefuseADuplicateKey() {
    assertRefused(
        GOOD.replace("licence: MIT", "licence: MIT\n    licence: BSD-3-Clause"),
        "my.yaml (line",
        "Duplicate field 'licence'");
  }

  @Test
  void shouldRefuseAMissingKey() {
    assertRefused(
        GOOD.replace("    licence: MIT\n", ""), "my.yaml: models.mine.licence: is missing");
    assertRefused("modells: {}", "my.yaml: models: is missing");
    assertRefused("- a\n- b\n", "my.yaml: must be a mapping");
    assertRefused("", "my.yaml: must be a mapping");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "task: classification|task: segmentation|models.mine.task: must be one of [text-detection, "
            + "text-angle, text-reading, object-detection, classification] (was segmentation)",
        "sha256: unknown|sha256: ABC|models.mine.sha256: a SHA-256 hash has 64 lower-case "
            + "hexadecimal digits (was ABC); write unknown when you do not know it",
        "url: https://example.org/models/mine.onnx|url: ftp://example.org/mine.onnx|models.mine.source: "
            + "a model's address begins with https:// or http:// (was ftp://example.org/mine.onnx)",
        "url: https://example.org/models/mine.onnx|url: https://example.org/|ends in a file's name",
        "url: https://example.org/models/mine.onnx|url: 'https://a b/'|models.mine.source",
        "url: https://example.org/models/mine.onnx|path: x|must have one of the keys artefact, url, file",
        "url: https://example.org/models/mine.onnx|artefact: a:b|models.mine.source.entry: is missing",
        "shape: [n, 2]|shape: []|models.mine.output.shape: must be a list of texts (was [])",
        "shape: [n, 2]|shape: n|models.mine.output.shape: must be a list of texts",
        "licence: MIT|licence:|models.mine.licence: must be a text (was null)",
        "description: A model of mine.|description: {a: b}|models.mine.description: must be a text",
        "top: 2|top:|models.mine.settings.top: has no value",
        "mine:|Mine:|models.Mine: a model's id has lower-case letters",
      })
  void shouldNamePlaceAndValueOfAnError(String good, String bad, String message) {
    assertThat(GOOD).contains(good);
    assertRefused(GOOD.replace(good, bad), message);
  }

  @Test
  void shouldNameTheModelsThereAre() {
    assertThatThrownBy(() -> ModelCatalog.builtIn().require("yolo"))
        .asInstanceOf(type(ModelException.class))
        .returns(Reason.UNKNOWN_MODEL, ModelException::reason)
        .extracting(ModelException::getMessage)
        .asString()
        .startsWith("there is no model yolo; the catalogue has text-detect, text-angle");
  }

  @Test
  void shouldPutAnotherCatalogueOnTop(@TempDir Path directory) throws IOException {
    // Given
    Path file = directory.resolve("models.yaml");
    Files.writeString(file, GOOD.replace("mine:", "yolox-s:"));

    // When
    ModelCatalog both = ModelCatalog.builtIn().with(ModelCatalog.read(file));

    // Then
    assertThat(both.entries()).hasSize(6);
    assertThat(both.require("yolox-s").task()).isEqualTo(TaskKind.CLASSIFICATION);
    assertThatThrownBy(() -> ModelCatalog.read(directory.resolve("no.yaml")))
        .asInstanceOf(type(ModelException.class))
        .returns(Reason.FILE, ModelException::reason);
  }

  @Test
  void shouldReadOverrides(@TempDir Path directory) throws IOException {
    // Given
    ModelCatalog catalog = ModelCatalog.builtIn();
    Path file = Files.writeString(directory.resolve("a=b.onnx"), "x");

    // When / Then
    assertThat(catalog.parseOverrides(List.of("yolox-s=" + file))).containsEntry("yolox-s", file);
    assertThatThrownBy(() -> catalog.parseOverrides(List.of("yolox-s")))
        .hasMessageContaining("ID=PATH");
    assertThatThrownBy(() -> catalog.parseOverrides(List.of("yolox-s=")))
        .hasMessageContaining("ID=PATH");
    assertThatThrownBy(() -> catalog.parseOverrides(List.of("yolo=" + file)))
        .hasMessageContaining("there is no model yolo");
    assertThatThrownBy(() -> catalog.parseOverrides(List.of("yolox-s=" + directory)))
        .hasMessageContaining("does not exist");
    assertThatThrownBy(() -> catalog.parseOverrides(List.of("yolox-s=" + file, "yolox-s=" + file)))
        .hasMessageContaining("given two files");
  }
}
