package io.millrace.dispatcher.ingest.source;

import java.util.Optional;

/**
 * An open camera: a file, a network stream, a device or a synthetic scene.
 *
 * <p>A source belongs to one thread, which opens, reads and closes it. Interrupting that thread
 * ends a blocked {@link #next()} within a tenth of a second.
 */
public interface CameraSource extends AutoCloseable {

  /**
   * The next picture, waited for; empty at the end of a recording.
   *
   * <p>A live source never ends: one that stops delivering fails with {@link
   * CameraException.Reason#LOST}.
   *
   * @throws CameraException if no picture came within the read timeout or the stream broke
   * @throws InterruptedException if the thread was interrupted
   */
  Optional<Picture> next() throws InterruptedException;

  /**
   * Whether pictures come when they come. A source that is not live is read as fast as it is asked,
   * and {@link Picture#position()} says when each picture is due.
   */
  boolean live();

  /** Gives everything back; further calls do nothing. */
  @Override
  void close();
}
