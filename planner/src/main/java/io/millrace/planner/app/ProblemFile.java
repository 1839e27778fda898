package io.millrace.planner.app;

import io.millrace.planner.PlanningException;
import io.millrace.planner.PlanningException.Reason;
import io.millrace.planner.problem.Problem;
import io.millrace.topics.codec.StrictYaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * A planning problem in a YAML file: devices, pipelines and profiles.
 *
 * <p>Strict: a key that nobody reads, a value out of range, a name that nothing carries and a link
 * without bandwidth are errors that name the file, the path, the value and what to do.
 */
public final class ProblemFile {

  /** The problems that come with Millrace, by name. */
  public static final List<String> BUILT_IN = List.of("nudif", "site", "city");

  /** Name of the JSON Schema, a resource of this package. */
  public static final String SCHEMA = "millrace-problem.schema.json";

  private ProblemFile() {}

  /**
   * The problem of that name, if it is a built-in one and no such file exists, else the file's.
   *
   * @throws IllegalArgumentException if there is neither
   */
  public static Problem open(String nameOrFile) {
    return BUILT_IN.contains(nameOrFile) && !Files.exists(Path.of(nameOrFile))
        ? builtIn(nameOrFile)
        : read(Path.of(nameOrFile));
  }

  /**
   * The problem in a file.
   *
   * @throws IllegalArgumentException if there is none
   * @throws io.millrace.topics.codec.CodecException if it does not fit the schema
   * @throws PlanningException if it contradicts itself
   */
  public static Problem read(Path file) {
    try {
      return parse(Files.readString(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(
          "%s: no such file.%nMaybe one of the built-in problems: %s."
              .formatted(file, String.join(", ", BUILT_IN)),
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** A problem that comes with Millrace. */
  public static Problem builtIn(String name) {
    return parse(builtInText(name), name + ".yaml");
  }

  /** The text of a problem that comes with Millrace, comments included. */
  public static String builtInText(String name) {
    if (!BUILT_IN.contains(name)) {
      throw new IllegalArgumentException(
          "There is no built-in problem '%s'.%nMaybe one of %s, or a file of your own."
              .formatted(name, String.join(", ", BUILT_IN)));
    }
    return resource(name + ".yaml");
  }

  /**
   * The problem in a text.
   *
   * @param file the file's name, for errors
   */
  public static Problem parse(String text, String file) {
    ProblemSection section = StrictYaml.read(text, ProblemSection.class, file);
    try {
      return new ProblemBuilder(section).build();
    } catch (IllegalArgumentException e) {
      throw new PlanningException(Reason.INPUT, file + ": " + e.getMessage(), e);
    }
  }

  /** The JSON Schema of problem files. */
  public static String schemaText() {
    return resource(SCHEMA);
  }

  static String resource(String name) {
    try (InputStream in = ProblemFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The build lost " + name + ".");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
