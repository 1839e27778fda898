package io.millrace.models.catalog;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a model is for; the catalogue writes it in lower case with hyphens. */
public enum TaskKind {
  /** Finds lines of text in a frame. */
  TEXT_DETECTION,
  /** Turns texts that stand on their heads. */
  TEXT_ANGLE,
  /** Reads lines of text. */
  TEXT_READING,
  /** Finds objects in a frame. */
  OBJECT_DETECTION,
  /** Names what a picture shows. */
  CLASSIFICATION;

  /** The name as the catalogue writes it, for example {@code text-detection}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<TaskKind> parse(String text) {
    return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
  }
}
