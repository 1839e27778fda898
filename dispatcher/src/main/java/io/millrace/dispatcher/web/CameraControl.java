package io.millrace.dispatcher.web;

import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.CameraSpec;
import java.util.List;

/**
 * Adds, removes and lists cameras while the dispatcher runs.
 *
 * <p>What a person may get wrong comes back as a value. The web server calls {@link #list} on an
 * event loop, the other two on worker threads, one at a time.
 */
public interface CameraControl {

  /** What became of a wish. */
  sealed interface Change {

    /** It was done; the camera as it stands now. */
    record Done(CameraView camera) implements Change {}

    /** It was not, and nothing changed. */
    record Refused(Refusal refusal, Problem problem) implements Change {}
  }

  /** Why a wish was not fulfilled. */
  enum Refusal {
    /** The address or pace means nothing. */
    INVALID(400),
    /** No camera has this name. */
    UNKNOWN(404),
    /** A camera has this name already. */
    DUPLICATE(409),
    /** Not now: the dispatcher is starting or stopping. */
    UNAVAILABLE(503);

    private final int status;

    Refusal(int status) {
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  /** All cameras, by name. Must not block. */
  List<CameraView> list();

  /** Starts a camera. That it answers is not waited for: its state tells later. */
  Change add(CameraSpec camera);

  /** Stops a camera. What it has in the pipeline still comes out. */
  Change remove(CameraId camera);
}
