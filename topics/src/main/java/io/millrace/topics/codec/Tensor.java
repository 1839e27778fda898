package io.millrace.topics.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * An n-dimensional array of numbers over bytes that it does not own.
 *
 * @param type element type
 * @param shape extent of each dimension, outermost first; empty for a scalar
 * @param data the elements, row-major, little-endian, from position to limit; not copied
 */
public record Tensor(ElementType type, List<Integer> shape, ByteBuffer data) {

  /** Element types that travel, by their safetensors names. */
  public enum ElementType {
    U8(1),
    I32(4),
    I64(8),
    F16(2),
    F32(4);

    private final int bytes;

    ElementType(int bytes) {
      this.bytes = bytes;
    }

    /** Bytes per element. */
    public int bytes() {
      return bytes;
    }
  }

  public Tensor {
    shape = List.copyOf(shape);
    long expected = byteCount(type, shape);
    if (data.remaining() != expected) {
      throw new IllegalArgumentException(
          "A %s tensor of shape %s takes %d bytes (has %d)."
              .formatted(type, shape, expected, data.remaining()));
    }
    data = data.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The elements, row-major, little-endian, from position to limit: a view of its own at every
   * call, so that one reader's position is not another's.
   */
  @Override
  public ByteBuffer data() {
    return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A uint8 tensor over all of the array, which is not copied. */
  public static Tensor ofBytes(List<Integer> shape, byte[] bytes) {
    return new Tensor(ElementType.U8, shape, ByteBuffer.wrap(bytes));
  }

  /** Bytes that a tensor of this type and shape takes; never overflows silently. */
  static long byteCount(ElementType type, List<Integer> shape) {
    long count = type.bytes();
    for (int extent : shape) {
      if (extent < 0) {
        throw new IllegalArgumentException(
            "A tensor's extents must not be negative (were " + shape + ").");
      }
      count = Math.multiplyExact(count, (long) extent);
    }
    return count;
  }
}
