package io.millrace.planner.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.planner.solve.Strategies;
import io.millrace.planner.solve.layer.LayerStrategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/planning.md must not fall behind the schema and the strategies. */
class PlanningReferenceTest {

  private static final Path PAGE = Path.of("..", "docs", "planning.md");

  @Test
  void shouldDescribeEveryKeyOfProblemFiles() throws IOException {
    // Given
    String page = Files.readString(PAGE);
    List<String> missing = new ArrayList<>();

    // When
    for (String schema : List.of(ProblemFile.schemaText(), LayerFile.schemaText())) {
      for (JsonNode block : new ObjectMapper().readTree(schema).get("$defs")) {
        block
            .path("properties")
            .fieldNames()
            .forEachRemaining(
                key -> {
                  if (!page.contains("`" + key + "`") && !page.contains("." + key + "`")) {
                    missing.add(key);
                  }
                });
      }
    }

    // Then
    assertThat(missing).isEmpty();
  }

  @Test
  void shouldDescribeEveryStrategy() throws IOException {
    String page = Files.readString(PAGE);

    assertThat(Strategies.BUILT_IN.names())
        .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    assertThat(LayerStrategy.BUILT_IN)
        .allSatisfy(strategy -> assertThat(page).contains("`" + strategy.name() + "`"));
  }
}
