package io.millrace.topics.record;

/**
 * Which piece of its model a stage runs. The first piece prepares what comes in, the last one
 * finishes the model's answer; between pieces the bare tensor travels.
 *
 * @param file the piece's ONNX file on the workers; empty for the model's own
 * @param part its place among the model's pieces, from 1
 * @param of how many pieces the model has, at least 1
 * @param tensors how what it computes travels to the next piece; of no meaning for the last
 */
public record PieceSpec(String file, int part, int of, TensorForm tensors) {

  /** Most pieces of one model. */
  public static final int MOST = 64;

  /** A model in one piece. */
  public static final PieceSpec WHOLE = new PieceSpec("", 1, 1, TensorForm.FLOAT32);

  public PieceSpec {
    if (of < 1 || of > MOST) {
      throw new IllegalArgumentException("of must be 1 to %d (was %d)".formatted(MOST, of));
    }
    if (part < 1 || part > of) {
      throw new IllegalArgumentException("part must be 1 to %d (was %d)".formatted(of, part));
    }
    if (of > 1 && file.isBlank()) {
      throw new IllegalArgumentException(
          "file must name the ONNX file of piece %d of %d.%nMaybe make it with `millrace models split`."
              .formatted(part, of));
    }
  }

  /** Whether it takes what a whole model takes. */
  public boolean first() {
    return part == 1;
  }

  /** Whether it gives what a whole model gives. */
  public boolean last() {
    return part == of;
  }
}
