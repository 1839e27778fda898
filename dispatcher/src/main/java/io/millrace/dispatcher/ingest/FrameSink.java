package io.millrace.dispatcher.ingest;

import io.millrace.dispatcher.ingest.source.Captured;

/**
 * Where one camera's pictures go: the entrance of a pipeline.
 *
 * <p>Calls to {@link #offer} come one after another, in the order of the pictures, from the
 * camera's thread or from the thread that runs the capacity listener.
 */
public interface FrameSink {

  /** The sink's answer to a picture. */
  enum Offer {
    /** The sink has the picture and answers for it from now on. */
    ACCEPTED,
    /** No room; the picture stays with the camera, and the capacity listener will be called. */
    FULL
  }

  /** Takes the picture if there is room. Never blocks and never calls the capacity listener. */
  Offer offer(Captured picture);

  /**
   * Sets what is called when there is room again after {@link Offer#FULL}, once at least per such
   * answer; called before the first offer.
   *
   * <p>The listener calls {@link #offer}: the sink must not hold a lock while it runs.
   */
  void onCapacity(Runnable listener);
}
