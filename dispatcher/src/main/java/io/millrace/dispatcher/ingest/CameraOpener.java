package io.millrace.dispatcher.ingest;

import io.millrace.dispatcher.ingest.source.CameraException;
import io.millrace.dispatcher.ingest.source.CameraSource;

/** Opens cameras. */
@FunctionalInterface
public interface CameraOpener {

  /**
   * The camera, connected, on the thread that will read it.
   *
   * @throws CameraException if it did not answer within its open timeout or cannot be read
   * @throws InterruptedException if the thread was interrupted
   */
  CameraSource open(CameraSettings settings) throws InterruptedException;
}
