package io.millrace.planner.simulate;

import java.util.Arrays;
import java.util.List;

/**
 * Where frames come in and their outcomes are booked: the cameras with their windows, and the
 * account.
 *
 * <p>Follows {@code FrameEntrance} and {@code HandOver} of the live system: a camera has at most
 * its window of frames under way; of a live camera one frame waits for room, and a newer one takes
 * its place; a camera that waits brings its next frame when there is room.
 */
final class Entrance {

  private final Agenda agenda;
  private final Frames frames;
  private final Cameras cameras;
  private final Sender sender;
  private final Tally[] tallies;

  /** Sends frames to their first stage. */
  interface Sender {

    /** Sends a frame and takes its reference over. */
    void send(int frame);
  }

  Entrance(Agenda agenda, Frames frames, Cameras cameras, int pipelines, Sender sender) {
    this.agenda = agenda;
    this.frames = frames;
    this.cameras = cameras;
    this.sender = sender;
    this.tallies = new Tally[pipelines];
    Arrays.setAll(tallies, p -> new Tally());
  }

  /** What became of each pipeline's frames. */
  List<Tally> tallies() {
    return List.of(tallies);
  }

  /** Every camera begins. */
  void open() {
    for (int camera = 0; camera < cameras.count(); camera++) {
      if (cameras.waits(camera)) {
        for (int i = 0; i < cameras.window(camera); i++) {
          enter(capture(camera));
        }
      } else {
        agenda.at(cameras.firstGapNanos(camera), Agenda.CAMERA, camera);
      }
    }
  }

  /** A live camera brings a frame. */
  void brings(int camera) {
    agenda.at(agenda.now + cameras.nextGapNanos(camera), Agenda.CAMERA, camera);
    int frame = capture(camera);
    if (cameras.outstanding[camera] < cameras.window(camera)) {
      enter(frame);
      return;
    }
    int older = cameras.held[camera];
    cameras.held[camera] = frame;
    if (older != Cameras.NONE) {
      tallies[cameras.pipeline(camera)].full++;
      frames.end(older);
      frames.release(older);
    }
  }

  /** A result of this frame has arrived. */
  void result(int frame) {
    if (end(frame)) {
      int camera = frames.camera(frame);
      tallies[cameras.pipeline(camera)].result(
          agenda.now - frames.capturedNanos(frame), agenda.measuring);
      goOn(camera);
    }
  }

  /** A stage gave this frame up. */
  void stale(StageNode stage, int frame) {
    if (end(frame)) {
      int camera = frames.camera(frame);
      tallies[cameras.pipeline(camera)].stale++;
      stage.stale++;
      goOn(camera);
    }
  }

  private int capture(int camera) {
    Tally tally = tallies[cameras.pipeline(camera)];
    tally.framesIn++;
    tally.framesInMeasured += agenda.measuring ? 1 : 0;
    return frames.capture(camera, agenda.now);
  }

  private void enter(int frame) {
    cameras.outstanding[frames.camera(frame)]++;
    sender.send(frame);
  }

  /** Books a frame's first outcome; false if it had one before. */
  private boolean end(int frame) {
    int camera = frames.camera(frame);
    if (!frames.end(frame)) {
      tallies[cameras.pipeline(camera)].duplicates++;
      return false;
    }
    cameras.outstanding[camera]--;
    return true;
  }

  /** There may be room for the camera's next frame. */
  private void goOn(int camera) {
    int waiting = cameras.held[camera];
    if (cameras.waits(camera)) {
      enter(capture(camera));
    } else if (waiting != Cameras.NONE && cameras.outstanding[camera] < cameras.window(camera)) {
      cameras.held[camera] = Cameras.NONE;
      enter(waiting);
    }
  }
}
