package io.millrace.models.graph;

import java.util.Locale;

/** What a tensor is made of. */
public enum ElementType {
  /** IEEE single precision. */
  FLOAT32(1, 4),
  /** Unsigned byte. */
  UINT8(2, 1),
  /** Signed byte. */
  INT8(3, 1),
  /** Unsigned, two bytes. */
  UINT16(4, 2),
  /** Signed, two bytes. */
  INT16(5, 2),
  /** Signed, four bytes. */
  INT32(6, 4),
  /** Signed, eight bytes. */
  INT64(7, 8),
  /** True or false, a byte each. */
  BOOL(9, 1),
  /** IEEE half precision. */
  FLOAT16(10, 2),
  /** IEEE double precision. */
  FLOAT64(11, 8),
  /** Unsigned, four bytes. */
  UINT32(12, 4),
  /** Unsigned, eight bytes. */
  UINT64(13, 8),
  /** The upper half of a single. */
  BFLOAT16(16, 2);

  private final int code;
  private final int bytes;

  ElementType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /** ONNX's number for it ({@code TensorProto.DataType}). */
  int code() {
    return code;
  }

  /** Bytes an element. */
  public int bytes() {
    return bytes;
  }

  /** Whether it holds fractions. */
  public boolean floating() {
    return this == FLOAT32 || this == FLOAT16 || this == FLOAT64 || this == BFLOAT16;
  }

  /**
   * The type of ONNX's number.
   *
   * @param where what the message should name
   */
  static ElementType of(int code, String where) {
    for (ElementType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new GraphException(
        GraphException.Reason.UNSUPPORTED,
        "%s: elements of ONNX's type %d (strings, complex numbers and numbers below eight bits) are not supported"
            .formatted(where, code));
  }

  /** In lower case: {@code float32}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
