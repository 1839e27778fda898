package io.millrace.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.topics.codec.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A measurement as it is written to a file.
 *
 * @param name what was measured
 * @param ratio the figure that counts, where there is one
 * @param rows the single measurements
 * @param machine where
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BenchReport(
    String name, @Nullable Double ratio, List<Map<String, Object>> rows, Machine machine) {

  /** Writes it as JSON. */
  void write(Path file) {
    try {
      Files.writeString(file, Json.pretty(this) + System.lineSeparator());
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }
}
