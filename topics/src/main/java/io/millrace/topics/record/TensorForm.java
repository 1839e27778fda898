package io.millrace.topics.record;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How the numbers of a tensor travel between two pieces of a model. */
public enum TensorForm {
  /** As they are: four bytes each. */
  FLOAT32(4),
  /** IEEE 754 half precision: two bytes each, eleven bits of precision. */
  FLOAT16(2),
  /** 256 steps from the least to the greatest number of the tensor: one byte each. */
  UINT8(1);

  private final int bytes;

  TensorForm(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes per number. */
  public int bytes() {
    return bytes;
  }

  /** The form as people write it: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The form of this name.
   *
   * @throws IllegalArgumentException if there is none, naming all that there are
   */
  public static TensorForm named(String name) {
    List<String> labels = Arrays.stream(values()).map(TensorForm::label).toList();
    int index = labels.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(
          "There is no form of tensors '%s'.%nMaybe one of %s."
              .formatted(name, String.join(", ", labels)));
    }
    return values()[index];
  }
}
