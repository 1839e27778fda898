package io.millrace.worker.serve;

import io.millrace.models.image.ImageCodec;
import io.millrace.models.task.Output;
import io.millrace.models.task.Row;
import io.millrace.models.task.Scene;
import io.millrace.models.task.Task;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.PieceSpec;
import io.millrace.worker.wire.PieceTensors;
import io.millrace.worker.wire.Reading;
import io.millrace.worker.wire.SceneReader;
import io.millrace.worker.wire.SceneWriter;
import java.util.List;

/**
 * Both ends of the piece of a model that a stage runs: what comes in becomes rows, and the outputs
 * become what goes out. The first piece's beginning and the last one's end are the task's; between
 * pieces the tensor travels, with the scene's place but not its pixels. A whole model is first and
 * last.
 */
final class PieceEnds {

  private final Task task;
  private final PieceSpec piece;
  private final SceneReader reader;

  /** What the model is run on. */
  sealed interface Begun {

    /** These rows. */
    record Ready(Scene scene, List<Row> rows) implements Begun {}

    /** Nothing, because the value cannot be read. */
    record Failed(String error) implements Begun {}
  }

  /** What became of a frame. Values are sent, never compared, so they may be arrays. */
  @SuppressWarnings("ArrayRecordComponent")
  sealed interface Ended {

    /** It is answered as far as this model goes. */
    record Seen(Scene scene) implements Ended {

      /** The scene for the next stage. */
      byte[] tensors() {
        return SceneWriter.tensors(scene);
      }
    }

    /** The next piece goes on from this value. */
    record Halfway(byte[] value) implements Ended {}
  }

  PieceEnds(Task task, PieceSpec piece, ImageCodec codec) {
    this.task = task;
    this.piece = piece;
    this.reader = new SceneReader(codec);
  }

  /**
   * What to run the model on.
   *
   * @throws RuntimeException if the task cannot prepare the scene
   */
  Begun begin(Envelope envelope, byte[] value) {
    Reading reading =
        piece.first() ? reader.read(envelope, value) : PieceTensors.read(envelope, value);
    if (reading instanceof Reading.Done done) {
      return new Begun.Ready(done.scene(), task.prepare(done.scene()));
    }
    if (reading instanceof Reading.Computed computed) {
      return new Begun.Ready(computed.scene(), computed.rows());
    }
    return new Begun.Failed(((Reading.Failed) reading).error());
  }

  /**
   * What goes out.
   *
   * @param scene as it began
   * @param outputs one per row
   * @throws RuntimeException if the outputs are not what the task expects
   */
  Ended end(Scene scene, List<Output> outputs) {
    return piece.last()
        ? new Ended.Seen(task.finish(scene, outputs))
        : new Ended.Halfway(PieceTensors.write(scene, outputs, piece.tensors()));
  }
}
