package io.millrace.models.graph;

import com.google.protobuf.ByteString;
import io.millrace.models.onnx.Onnx.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A small tensor whose values are known before the model runs: shapes, axes, scales. Values are
 * doubles whatever the type; integers beyond 2^53 appear only as "the end" in slices, where
 * saturation keeps their meaning.
 */
final class Constant {
  /** Larger tensors are weights, not shapes. */
  static final int MAX_ELEMENTS = 4096;

  private final TensorInfo info;
  private final double[] values;

  Constant(TensorInfo info, double[] values) {
    this.info = info;
    this.values = values;
  }

  TensorInfo info() {
    return info;
  }

  /** The values, row by row; not to be changed. */
  double[] values() {
    return values;
  }

  static Constant of(String name, ElementType type, List<Long> shape, double[] values) {
    return new Constant(new TensorInfo(name, type, shape), values);
  }

  /** A vector of integers. */
  static Constant vector(String name, List<Long> values) {
    return of(
        name,
        ElementType.INT64,
        List.of((long) values.size()),
        values.stream().mapToDouble(Long::doubleValue).toArray());
  }

  long[] longs() {
    long[] result = new long[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (long) values[i];
    }
    return result;
  }

  List<Long> longList() {
    return LongStream.of(longs()).boxed().toList();
  }

  /** Reads the values of a tensor whose data are in it. */
  static Constant read(TensorProto tensor, TensorInfo info) {
    int count = (int) info.elements();
    double[] values = new double[count];
    if (!tensor.getRawData().isEmpty()) {
      ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < count; i++) {
        values[i] = read(raw, info.type());
      }
      return new Constant(info, values);
    }
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (info.type()) {
            case FLOAT32 -> tensor.getFloatData(i);
            case FLOAT64 -> tensor.getDoubleData(i);
            case INT64 -> tensor.getInt64Data(i);
            case UINT32, UINT64 -> tensor.getUint64Data(i);
            default -> tensor.getInt32Data(i);
          };
    }
    return new Constant(info, values);
  }

  private static double read(ByteBuffer raw, ElementType type) {
    return switch (type) {
      case FLOAT32 -> raw.getFloat();
      case FLOAT64 -> raw.getDouble();
      case INT64, UINT64 -> raw.getLong();
      case INT32 -> raw.getInt();
      case UINT32 -> Integer.toUnsignedLong(raw.getInt());
      case INT16, FLOAT16, BFLOAT16 -> raw.getShort();
      case UINT16 -> Short.toUnsignedInt(raw.getShort());
      case INT8, BOOL -> raw.get();
      case UINT8 -> Byte.toUnsignedInt(raw.get());
    };
  }

  /** As an initialiser. */
  TensorProto toProto() {
    ByteBuffer raw = ByteBuffer.allocate((int) info.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      switch (info.type()) {
        case FLOAT32 -> raw.putFloat((float) value);
        case FLOAT64 -> raw.putDouble(value);
        case INT64, UINT64 -> raw.putLong((long) value);
        case INT32, UINT32 -> raw.putInt((int) (long) value);
        case INT16, UINT16, FLOAT16, BFLOAT16 -> raw.putShort((short) (long) value);
        default -> raw.put((byte) (long) value);
      }
    }
    return TensorProto.newBuilder()
        .setName(info.name())
        .setDataType(info.type().code())
        .addAllDims(info.shape())
        .setRawData(ByteString.copyFrom(raw.array()))
        .build();
  }
}
