package io.millrace.models.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.models.task.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code docs/models.md} is true: its example works and its tables are complete. */
class ModelsPageTest {
  private static String page() throws IOException {
    Path page = Path.of("../docs/models.md");
    assumeTrue(Files.isRegularFile(page), "docs/models.md is not beside this module");
    return Files.readString(page);
  }

  @Test
  void shouldParseTheExample() throws IOException {
    // Given
    Matcher block = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(page());
    assertThat(block.find()).isTrue();

    // When
    ModelCatalog catalog = ModelCatalog.parse("docs/models.md", block.group(1));

    // Then
    assertThat(catalog.entries()).hasSize(1);
    assertThat(Tasks.create(catalog.require("vehicle-colour")).finds()).isFalse();
  }

  @Test
  void shouldNameEveryBuiltInModel() throws IOException {
    String page = page();
    assertThat(ModelCatalog.builtIn().entries())
        .allSatisfy(entry -> assertThat(page).contains("`" + entry.id() + "`"));
  }

  @ParameterizedTest
  @EnumSource(TaskKind.class)
  void shouldListExactlyTheSettingsOfATask(TaskKind task) throws IOException {
    // Given: an unknown setting makes the task name those it knows
    TensorSpec tensor = new TensorSpec("x", List.of("n"), "numbers");
    ModelEntry entry =
        new ModelEntry(
            "m",
            task,
            "A model.",
            new ModelSource.LocalFile(Path.of("m.onnx")),
            Sha256.UNKNOWN,
            "MIT",
            tensor,
            tensor,
            labels(task));
    Matcher row = Pattern.compile("\\| `" + task.text() + "` \\| (`.*`) \\|").matcher(page());
    assertThat(row.find()).isTrue();

    // When / Then
    String known =
        String.join(", ", new TreeSet<>(List.of(row.group(1).replace("`", "").split(", "))));
    assertThatThrownBy(() -> Tasks.create(entry, Map.of("no-such-setting", 1)))
        .hasMessageEndingWith("nobody reads no-such-setting. Known here: " + known + ".");
  }

  private static Map<String, Object> labels(TaskKind task) {
    return switch (task) {
      case TEXT_READING -> Map.of("characters", List.of("a"));
      case OBJECT_DETECTION, CLASSIFICATION -> Map.of("labels", List.of("a"));
      case TEXT_DETECTION, TEXT_ANGLE -> Map.of();
    };
  }
}
