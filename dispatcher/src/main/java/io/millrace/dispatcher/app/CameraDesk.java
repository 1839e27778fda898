package io.millrace.dispatcher.app;

import io.millrace.dispatcher.ingest.CameraSettings;
import io.millrace.dispatcher.ingest.CameraState;
import io.millrace.dispatcher.ingest.CameraStatus;
import io.millrace.dispatcher.ingest.Cameras;
import io.millrace.dispatcher.ingest.source.CameraException;
import io.millrace.dispatcher.results.ResultFlow;
import io.millrace.dispatcher.web.CameraControl;
import io.millrace.dispatcher.web.CameraPhase;
import io.millrace.dispatcher.web.CameraView;
import io.millrace.dispatcher.web.Problem;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.CameraSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Cameras as the web server steers and shows them. Adding and removing happen one at a time, so
 * that what is freed for a removed camera is never that of its successor.
 */
final class CameraDesk implements CameraControl {

  private final Cameras cameras;
  private final ResultFlow flow;
  private final Consumer<CameraId> removed;

  /**
   * A desk over these cameras.
   *
   * @param removed told when a camera has stopped for good; its frames under way still come out
   */
  CameraDesk(Cameras cameras, ResultFlow flow, Consumer<CameraId> removed) {
    this.cameras = cameras;
    this.flow = flow;
    this.removed = removed;
  }

  /** Cameras in this phase. */
  long count(CameraPhase phase) {
    return cameras.list().stream().filter(status -> phase(status.state()) == phase).count();
  }

  @Override
  public List<CameraView> list() {
    return cameras.list().stream().map(this::view).toList();
  }

  @Override
  public synchronized Change add(CameraSpec camera) {
    try {
      return new Change.Done(view(cameras.start(CameraSettings.of(camera))));
    } catch (CameraException e) {
      boolean duplicate = e.reason() == CameraException.Reason.DUPLICATE;
      return new Change.Refused(
          duplicate ? Refusal.DUPLICATE : Refusal.INVALID,
          new Problem(
              String.valueOf(e.getMessage()),
              "camera " + camera.id(),
              duplicate
                  ? "Remove the camera first, or choose another name."
                  : "Correct the address or the pace."));
    }
  }

  @Override
  public synchronized Change remove(CameraId camera) {
    Optional<CameraStatus> stopped = cameras.stop(camera);
    removed.accept(camera);
    return stopped.isPresent()
        ? new Change.Done(view(stopped.get()))
        : new Change.Refused(
            Refusal.UNKNOWN,
            new Problem(
                "There is no camera '" + camera + "'.",
                "camera " + camera,
                "List the cameras to see their names."));
  }

  private CameraView view(CameraStatus status) {
    CameraState state = status.state();
    return new CameraView(
        status.camera(),
        status.address(),
        status.pace(),
        phase(state),
        detail(state),
        status.started(),
        status.pictures(),
        status.accepted(),
        status.drops(),
        flow.resultsPerSecond(status.camera()),
        flow.outstanding(status.camera()));
  }

  private static CameraPhase phase(CameraState state) {
    if (state instanceof CameraState.Connecting) {
      return CameraPhase.CONNECTING;
    } else if (state instanceof CameraState.Streaming) {
      return CameraPhase.STREAMING;
    } else if (state instanceof CameraState.Waiting) {
      return CameraPhase.WAITING;
    } else if (state instanceof CameraState.Ended) {
      return CameraPhase.ENDED;
    } else if (state instanceof CameraState.Failed) {
      return CameraPhase.FAILED;
    }
    return CameraPhase.STOPPED;
  }

  private static String detail(CameraState state) {
    if (state instanceof CameraState.Waiting waiting) {
      return waiting.message();
    }
    return state instanceof CameraState.Failed failed ? failed.message() : "";
  }
}
