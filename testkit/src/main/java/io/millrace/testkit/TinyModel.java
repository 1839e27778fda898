package io.millrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * ONNX models of one operator, written byte by byte, so that tests need no model file.
 *
 * <p>An ONNX file is a protobuf message; the field numbers are those of {@code onnx.proto} (IR
 * version 8, operator set 13). Extents of -1 stay open.
 */
public final class TinyModel {

  private static final int FLOAT = 1;
  private static final int INTS = 7;

  private TinyModel() {}

  /** {@code x [?, 3, ?, ?]} to {@code y [?, 3]}: the mean of each colour plane. */
  public static byte[] planeMeans() {
    return model(
        operator("ReduceMean", ints("axes", 2, 3), integer("keepdims", 0)),
        List.of(-1, 3, -1, -1),
        List.of(-1, 3));
  }

  /** {@code x} of this shape to {@code y} of the same: as it came. */
  public static byte[] identity(Integer... shape) {
    return model(operator("Identity"), List.of(shape), List.of(shape));
  }

  /** {@code x [?, 3]} to {@code y [3]}: the mean over the batch, which no stage can work with. */
  public static byte[] batchMean() {
    return model(
        operator("ReduceMean", ints("axes", 0), integer("keepdims", 0)),
        List.of(-1, 3),
        List.of(3));
  }

  /** Writes a model to {@code folder/name.onnx}. */
  public static Path write(Path folder, String name, byte[] model) {
    try {
      return Files.write(folder.resolve(name + ".onnx"), model);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] model(Message operator, List<Integer> input, List<Integer> output) {
    Message graph =
        new Message()
            .add(1, operator)
            .add(2, "tiny")
            .add(11, value("x", input))
            .add(12, value("y", output));
    return new Message()
        .add(1, 8)
        .add(7, graph)
        .add(8, new Message().add(1, "").add(2, 13))
        .bytes();
  }

  private static Message operator(String type, Message... attributes) {
    Message node = new Message().add(1, "x").add(2, "y").add(4, type);
    for (Message attribute : attributes) {
      node.add(5, attribute);
    }
    return node;
  }

  private static Message ints(String name, int... values) {
    Message attribute = new Message().add(1, name).add(20, INTS);
    for (int value : values) {
      attribute.add(8, value);
    }
    return attribute;
  }

  private static Message integer(String name, int value) {
    return new Message().add(1, name).add(20, 2).add(3, value);
  }

  private static Message value(String name, List<Integer> shape) {
    Message dimensions = new Message();
    for (int i = 0; i < shape.size(); i++) {
      int extent = shape.get(i);
      dimensions.add(1, extent < 0 ? new Message().add(2, name + i) : new Message().add(1, extent));
    }
    Message tensor = new Message().add(1, FLOAT).add(2, dimensions);
    return new Message().add(1, name).add(2, new Message().add(1, tensor));
  }

  /** A protobuf message under construction. */
  private static final class Message {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message add(int field, long value) {
      varint((long) field << 3);
      varint(value);
      return this;
    }

    Message add(int field, String value) {
      return add(field, value.getBytes(UTF_8));
    }

    Message add(int field, Message value) {
      return add(field, value.bytes());
    }

    private Message add(int field, byte[] value) {
      varint(((long) field << 3) | 2);
      varint(value.length);
      out.writeBytes(value);
      return this;
    }

    private void varint(long value) {
      long rest = value;
      while (rest >= 0x80) {
        out.write((int) ((rest & 0x7f) | 0x80));
        rest >>>= 7;
      }
      out.write((int) rest);
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }
}
