package io.millrace.planner.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.plan.PlanDiff;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Objective;
import io.millrace.planner.solve.Budget;
import io.millrace.planner.solve.Strategies;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanFileTest {

  @ParameterizedTest
  @CsvSource({
    "nudif, nudif, throughput",
    "nudif, edgeshard-multi, throughput",
    "site, nudif-shared, throughput",
    "site, nudif-shared, carbon"
  })
  void shouldReadBackWhatItWroteAndFitItsSchema(String problem, String strategy, String objective) {
    // Given
    Plan plan = plan(problem, strategy, objective);

    // When
    String json = PlanFile.json(plan);

    // Then
    assertThat(PlanFile.parse(json, "plan.json")).isEqualTo(plan);
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(PlanFile.schemaText())
                .validate(json, InputFormat.JSON))
        .isEmpty();
    assertThat(PlanDiff.between(plan, PlanFile.parse(json, "plan.json")).isEmpty()).isTrue();
  }

  @Test
  void shouldSayThroughputAndBoundInFramesPerSecondWhateverTheObjective() throws IOException {
    // When
    JsonNode free =
        new ObjectMapper().readTree(PlanFile.json(plan("nudif", "nudif", "throughput")));
    JsonNode asked =
        new ObjectMapper().readTree(PlanFile.json(plan("site", "nudif-shared", "energy")));

    // Then
    assertThat(free.get("throughput").asDouble())
        .isLessThanOrEqualTo(free.get("upper_bound").asDouble());
    assertThat(asked.get("upper_bound").asDouble()).as("30 and 40 are asked for").isEqualTo(70);
    assertThat(asked.at("/proof/value").asDouble()).isEqualTo(asked.get("watts").asDouble());
  }

  @Test
  void shouldNameTheFieldThatIsMissing() {
    assertThatThrownBy(() -> PlanFile.parse("{\"strategy\": \"x\"}", "plan.json"))
        .hasMessageStartingWith("plan.json: ")
        .hasMessageContaining("missing");
    assertThatThrownBy(() -> PlanFile.read(Path.of("nowhere.json")))
        .hasMessageContaining("nowhere.json: no such file");
  }

  private static Plan plan(String problem, String strategy, String objective) {
    Goal goal = Goal.DEFAULT.withObjective(Objective.named(objective));
    return Strategies.BUILT_IN
        .named(strategy)
        .plan(ProblemFile.builtIn(problem), goal, Budget.of(goal.budget(), System::nanoTime));
  }
}
