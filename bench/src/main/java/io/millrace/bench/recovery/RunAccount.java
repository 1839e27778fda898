package io.millrace.bench.recovery;

import io.millrace.topics.codec.Json;
import io.millrace.topics.record.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where every frame of a run went, as the dispatcher wrote it.
 *
 * @param framesIn frames that the cameras delivered
 * @param results frames answered
 * @param deadLetters frames that could not be worked on
 * @param drops frames given up, by whoever it was and reason
 * @param duplicates outcomes recognised as duplicates
 * @param late results that left after a later one of their camera
 * @param accounted whether every frame has one outcome
 */
public record RunAccount(
    long framesIn,
    long results,
    long deadLetters,
    Map<String, Long> drops,
    long duplicates,
    long late,
    boolean accounted) {

  /** Reads what {@code --json} wrote. */
  static RunAccount read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IllegalStateException(
          "The dispatcher wrote no account; see the logs in " + file.getParent());
    }
    Map<?, ?> told = Json.read(Files.readAllBytes(file), Map.class, file.toString());
    Map<String, Long> drops = new TreeMap<>();
    if (told.get("drops") instanceof List<?> list) {
      for (Object each : list) {
        Map<?, ?> drop = (Map<?, ?>) each;
        drops.merge(
            drop.get("stage") + ": " + drop.get("reason"), number(drop, "count"), Long::sum);
      }
    }
    return new RunAccount(
        number(told, "frames_in"),
        number(told, "results"),
        number(told, "dead_letters"),
        drops,
        number(told, "duplicates"),
        number(told, "late_results"),
        Boolean.TRUE.equals(told.get("accounted")));
  }

  /** Reads what {@code --results} wrote, in the order in which the results left. */
  static List<Result> results(Path file) throws IOException {
    List<Result> results = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      results.add(Json.read(line.getBytes(StandardCharsets.UTF_8), Result.class, file.toString()));
    }
    return results;
  }

  /** Frames given up, all together. */
  public long dropped() {
    return drops.values().stream().mapToLong(Long::longValue).sum();
  }

  private static long number(Map<?, ?> json, String name) {
    return json.get(name) instanceof Number number ? number.longValue() : -1;
  }
}
