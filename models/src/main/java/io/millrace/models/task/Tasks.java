package io.millrace.models.task;

import io.millrace.models.catalog.ModelEntry;
import java.util.Map;
import java.util.TreeMap;

/** Makes the task of a catalogue entry. */
public final class Tasks {
  private Tasks() {}

  /** Makes the entry's task with the entry's own settings. */
  public static Task create(ModelEntry entry) {
    return create(entry, Map.of());
  }

  /**
   * Makes the entry's task.
   *
   * @param settings win over the entry's settings of the same name
   * @throws IllegalArgumentException when a setting is unknown, missing or out of range; the
   *     message names the model, the setting and the value
   */
  public static Task create(ModelEntry entry, Map<String, Object> settings) {
    Map<String, Object> all = new TreeMap<>(entry.settings());
    all.putAll(settings);
    Settings merged = Settings.of("model %s: settings".formatted(entry.id()), all);
    return switch (entry.task()) {
      case TEXT_DETECTION -> new TextDetection(merged);
      case TEXT_ANGLE -> new TextAngle(merged);
      case TEXT_READING -> new TextReading(merged);
      case OBJECT_DETECTION -> new ObjectDetection(merged);
      case CLASSIFICATION -> new Classification(merged);
    };
  }
}
