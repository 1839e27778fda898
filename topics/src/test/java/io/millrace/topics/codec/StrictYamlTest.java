package io.millrace.topics.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.Reason;
import io.millrace.topics.record.StageId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictYamlTest {

  /** A record with everything that a configuration has. */
  record House(
      String name,
      int rooms,
      double height,
      boolean lit,
      Reason reason,
      Duration patience,
      @Nullable String owner,
      List<Room> more) {}

  record Room(StageId id, int lanes) {
    Room {
      if (lanes < 1) {
        throw new IllegalArgumentException("lanes must be at least 1 (was " + lanes + ")");
      }
    }
  }

  private static final String GOOD =
      """
      name: mill
      rooms: 3
      height: 2.5
      lit: true
      reason: stale
      patience: 1h30m
      # What follows is one list.
      more:
        - id: one
          lanes: 2
        - id: two
          lanes: 3
      """;

  @Test
  void shouldReadATreeOfRecords() {
    House house = StrictYaml.read(GOOD, House.class, "house.yaml");

    assertThat(house.name()).isEqualTo("mill");
    assertThat(house.reason()).isEqualTo(Reason.STALE);
    assertThat(house.patience()).isEqualTo(Duration.ofMinutes(90));
    assertThat(house.owner()).as("nullable, so it may be left out").isNull();
    assertThat(house.more()).containsExactly(new Room(id("one"), 2), new Room(id("two"), 3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          name: mill        | nmae: mill              | house.yaml:1: nmae: nobody reads this key.
          name: mill        | ''                      | house.yaml:2: (top): name must be given.
          name: mill        | 'name:'                 | house.yaml:1: name: must have a value.
          rooms: 3          | rooms: many             | house.yaml:2: rooms: must be a whole number (was 'many')
          rooms: 3          | rooms: 3.5              | house.yaml:2: rooms: must be a whole number (was '3.5')
          rooms: 3          | rooms: 99999999999      | house.yaml:2: rooms: Numeric value (99999999999) out of range of int
          rooms: 3          | rooms: [3]              | house.yaml:2: rooms: must be a whole number (was a list)
          rooms: 3          | rooms: "3"              | house.yaml:2: rooms: must be a whole number (was '3')
          height: 2.5       | height: tall            | house.yaml:3: height: must be a number (was 'tall')
          lit: true         | lit: 7                  | house.yaml:4: lit: must be true or false (was '7')
          reason: stale     | reason: bored           | house.yaml:5: reason: must be one of [stale, full, sampled, still, shutdown] (was 'bored')
          patience: 1h30m   | patience: soon          | house.yaml:6: patience: 'soon' is no duration; write one like 250ms, 2s or 1h30m
          patience: 1h30m   | patience: 20            | house.yaml:6: patience: '20' is no duration; write one like 250ms, 2s or 1h30m
          patience: 1h30m   | 'patience: {}'          | house.yaml:6: patience: must be a duration such as 250ms, 2s or 1h30m (was a block)
          - id: two         | '- id: "two two"'       | house.yaml:11: more[1].id: The stage name 'two two' must be 1 to 100 letters
          - id: two         | '- id: [two]'           | house.yaml:11: more[1].id: must be text in quotes (was a list)
          lanes: 3          | lanes: 0                | house.yaml:11: more[1]: lanes must be at least 1 (was 0)
          lanes: 3          | lans: 3                 | house.yaml:12: more[1].lans: nobody reads this key.
          lanes: 3          | ''                      | house.yaml:11: more[1]: lanes must be given.
          lanes: 3          | 'id: three'             | house.yaml:12: more[1].id: Duplicate field 'id'
          - id: two         | '- [two]'               | house.yaml:11: more[1]: must be a block with the keys [id, lanes] (was a list)
          """)
  void shouldSayWhereWhatAndWhatToDo(String right, String wrong, String message) {
    // Given: the good file with one line changed
    String text = replaceLast(GOOD, right, wrong == null ? "" : wrong);
    if (wrong != null && wrong.startsWith("- [two]")) {
      text = text.replace("    lanes: 3\n", "");
    }
    String bad = text;

    assertThatThrownBy(() -> StrictYaml.read(bad, House.class, "house.yaml"))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((CodecException) e).reason())
        .isEqualTo(CodecException.Reason.YAML);
  }

  @Test
  void shouldNameTheKeysThatThereAreWhenOneIsUnknown() {
    assertThatThrownBy(() -> StrictYaml.read("nmae: x", House.class, "house.yaml"))
        .hasMessageContaining(
            "Maybe one of [height, lit, more, name, owner, patience, reason, rooms].");
  }

  @Test
  void shouldNameAllKeysThatAreMissing() {
    assertThatThrownBy(() -> StrictYaml.read("name: x\nlit: true", House.class, "h.yaml"))
        .hasMessage("h.yaml:1: (top): rooms, height, reason, patience, more must be given.");
  }

  @Test
  void shouldRefuseAnElementThatIsNothing() {
    String bad = GOOD.replace("    lanes: 3\n", "").replace("  - id: two", "  -");

    assertThatThrownBy(() -> StrictYaml.read(bad, House.class, "house.yaml"))
        .hasMessage("house.yaml:11: more[1]: must have a value.");
  }

  @Test
  void shouldSayWhichKeyStandsTwice() {
    assertThatThrownBy(() -> StrictYaml.read(GOOD + "rooms: 4\n", House.class, "house.yaml"))
        .hasMessageContaining("house.yaml:13: ")
        .hasMessageContaining("rooms");
  }

  @Test
  void shouldTellAnEmptyFileFromABrokenOne() {
    assertThatThrownBy(() -> StrictYaml.read("# nothing\n", House.class, "house.yaml"))
        .isInstanceOf(CodecException.class)
        .hasMessageStartingWith("house.yaml");
    assertThatThrownBy(() -> StrictYaml.read("name: [x\nrooms: 3\n", House.class, "house.yaml"))
        .isInstanceOf(CodecException.class)
        .hasMessageStartingWith("house.yaml:");
    assertThatThrownBy(() -> StrictYaml.read("\tname: x\n", House.class, "house.yaml"))
        .isInstanceOf(CodecException.class)
        .hasMessageStartingWith("house.yaml:1");
    assertThatThrownBy(() -> StrictYaml.read(GOOD + "---\nname: x\n", House.class, "house.yaml"))
        .isInstanceOf(CodecException.class);
  }

  record Texts(Map<String, String> texts) {}

  @Test
  void shouldTakeNumbersWhereTextIsWanted() {
    Texts read =
        StrictYaml.read("texts: {threshold: 0.30, wide: true, size: 640}", Texts.class, "t.yaml");

    assertThat(read.texts()).isEqualTo(Map.of("threshold", "0.30", "wide", "true", "size", "640"));
  }

  @Test
  void shouldKeepTheTypesOfAStagesSettings() {
    String text =
        """
        name: "7"
        version: 1
        freshness: 2s
        stages:
          - name: detect
            model: text-detect
            batch: 8
            linger: 5ms
            lanes: 2
            routing: least-finish
            settings: {threshold: 0.30, wide: true, size: 640, classes: [car, bus]}
        """;

    PipelineSpec pipeline = StrictYaml.read(text, PipelineSpec.class, "pipeline.yaml");

    assertThat(pipeline.name().value()).isEqualTo("7");
    assertThat(pipeline.first().settings())
        .isEqualTo(
            Map.of("threshold", 0.3, "wide", true, "size", 640, "classes", List.of("car", "bus")));
  }

  private static String replaceLast(String text, String what, String by) {
    int at = text.lastIndexOf(what);
    return text.substring(0, at) + by + text.substring(at + what.length());
  }

  private static StageId id(String name) {
    return new StageId(name);
  }
}
