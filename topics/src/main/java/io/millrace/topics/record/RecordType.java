package io.millrace.topics.record;

/** What a record on a pipeline's topics holds: the CloudEvents {@code type} attribute. */
public enum RecordType {
  FRAME("io.millrace.frame.v1"),
  TENSORS("io.millrace.tensors.v1"),
  RESULT("io.millrace.result.v1"),
  DROP("io.millrace.drop.v1");

  private final String ceType;

  RecordType(String ceType) {
    this.ceType = ceType;
  }

  /** The type as it stands in the header, such as {@code io.millrace.frame.v1}. */
  public String ceType() {
    return ceType;
  }
}
