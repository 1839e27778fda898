package io.millrace.cli.config;

import io.millrace.topics.record.PieceSpec;
import io.millrace.topics.record.TensorForm;
import org.jspecify.annotations.Nullable;

/**
 * {@code piece:} of a stage that runs a part of its model.
 *
 * @param file the piece's ONNX file, as {@code millrace models split} made it
 * @param part its place among the model's pieces, from 1
 * @param of how many pieces the model has
 * @param tensors how what it computes travels to the next piece: {@code float32} (the default),
 *     {@code float16} or {@code uint8}
 */
public record PieceSection(String file, Integer part, Integer of, String tensors) {

  public PieceSection(
      @Nullable String file,
      @Nullable Integer part,
      @Nullable Integer of,
      @Nullable String tensors) {
    this.file = Required.value("file", file);
    this.part = Required.value("part", part);
    this.of = Required.value("of", of);
    this.tensors = tensors == null ? TensorForm.FLOAT32.label() : tensors;
    toSpec();
  }

  final PieceSpec toSpec() {
    return new PieceSpec(file, part, of, TensorForm.named(tensors));
  }
}
