package io.millrace.models.task;

import io.millrace.models.image.Image;
import io.millrace.models.image.QuadCrop;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A find and its pixels.
 *
 * <p>Pixels are cut when first asked for: a find that no later stage looks at costs nothing. A
 * region belongs to one thread at a time.
 */
public final class Region {
  private final Find find;
  private final boolean wholeFrame;
  private final Supplier<Image> source;
  private @Nullable Image pixels;

  private Region(Find find, boolean wholeFrame, Supplier<Image> source) {
    this.find = find;
    this.wholeFrame = wholeFrame;
    this.source = source;
  }

  /** A region whose pixels are at hand, as a stage receives it from the one before. */
  public static Region of(Image pixels, Find find) {
    Region region = new Region(find, false, () -> pixels);
    region.pixels = pixels;
    return region;
  }

  /** A region to be cut from {@code frame} along the find's quad. */
  public static Region cut(Image frame, Find find) {
    return new Region(find, false, () -> QuadCrop.cut(frame, find.quad()));
  }

  /** The whole frame, which no model has looked at: label "", score 0. */
  public static Region whole(Image frame) {
    Region region =
        new Region(Find.box(0, 0, frame.width(), frame.height(), "", 0), true, () -> frame);
    region.pixels = frame;
    return region;
  }

  /**
   * A region whose pixels stayed where a model's first piece ran: later pieces know only its place.
   *
   * @param wholeFrame whether it is the frame itself
   */
  public static Region unseen(Find find, boolean wholeFrame) {
    return new Region(
        find,
        wholeFrame,
        () -> {
          throw new IllegalStateException(
              "the pixels stayed with the stage that ran the model's first piece");
        });
  }

  /** A part of this region's pixels, along the find's quad, which counts from their corner. */
  Region part(Find partFind) {
    return new Region(partFind, false, () -> QuadCrop.cut(pixels(), partFind.quad()));
  }

  /** What was found here. */
  public Find find() {
    return find;
  }

  /** The pixels, upright as they are read; of the whole frame, the frame itself. */
  public Image pixels() {
    Image cut = pixels;
    if (cut == null) {
      cut = source.get();
      pixels = cut;
    }
    return cut;
  }

  /** Whether this is the frame itself and not a part of it. */
  public boolean wholeFrame() {
    return wholeFrame;
  }

  /** The same pixels under another find. */
  public Region withFind(Find newFind) {
    return new Region(newFind, wholeFrame, this::pixels);
  }

  /** The region turned by 180 degrees: quad and pixels. */
  public Region turned180() {
    return new Region(find.turned180(), false, () -> pixels().rotated180());
  }

  @Override
  public String toString() {
    return "Region[%s]".formatted(find);
  }
}
