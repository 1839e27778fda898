package io.millrace.worker.wire;

import io.millrace.models.image.Point;
import io.millrace.models.task.Find;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds as models know them and finds as they travel. */
final class Finds {

  private Finds() {}

  static io.millrace.topics.record.Find toRecord(Find find) {
    return new io.millrace.topics.record.Find(
        find.quad().stream().map(corner -> List.of(corner.x(), corner.y())).toList(),
        find.label(),
        find.score(),
        find.text(),
        find.textScore());
  }

  /**
   * A find that travelled.
   *
   * @param find null where JSON says so
   * @throws IllegalArgumentException if there is none, a number is not finite or a score not within
   *     0..1
   */
  static Find toModel(io.millrace.topics.record.@Nullable Find find) {
    if (find == null) {
      throw new IllegalArgumentException("a find is null");
    }
    return new Find(
        find.quad().stream().map(corner -> new Point(corner.get(0), corner.get(1))).toList(),
        find.label(),
        find.score(),
        find.text(),
        find.textScore());
  }
}
