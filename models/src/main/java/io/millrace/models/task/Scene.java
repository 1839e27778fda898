package io.millrace.models.task;

import io.millrace.models.image.Image;
import java.util.List;

/**
 * The regions of one frame that a stage works on; before the first stage that is one region, the
 * whole frame.
 *
 * @param width of the frame in pixels, > 0
 * @param height of the frame in pixels, > 0
 * @param regions in reading order; empty when nothing was found
 */
public record Scene(int width, int height, List<Region> regions) {
  /** Checks the frame's size. */
  public Scene {
    if (width <= 0 || height <= 0) {
      throw new IllegalArgumentException(
          "a scene's frame must be at least 1x1 pixels (was %dx%d)".formatted(width, height));
    }
    regions = List.copyOf(regions);
  }

  /** The scene before the first stage: the whole frame as one region. */
  public static Scene whole(Image frame) {
    return new Scene(frame.width(), frame.height(), List.of(Region.whole(frame)));
  }

  /** The same frame with other regions. */
  public Scene withRegions(List<Region> newRegions) {
    return new Scene(width, height, newRegions);
  }

  /**
   * The frame, for a task that finds.
   *
   * @throws IllegalArgumentException when the scene holds anything but the whole frame
   */
  Image wholeFrame() {
    return wholeRegion().pixels();
  }

  /**
   * The frame as a region, whose pixels nobody has asked for yet.
   *
   * @throws IllegalArgumentException when the scene holds anything but the whole frame
   */
  Region wholeRegion() {
    if (regions.size() != 1 || !regions.get(0).wholeFrame()) {
      throw new IllegalArgumentException(
          "a finding task needs the whole %dx%d frame, but was given %d parts of it; put it first in the pipeline"
              .formatted(width, height, regions.size()));
    }
    return regions.get(0);
  }

  /** What was found: empty while there is only the whole frame, which nobody has named yet. */
  public List<Find> finds() {
    return regions.stream().map(Region::find).filter(find -> !find.label().isEmpty()).toList();
  }
}
