package io.millrace.planner.carbon.feed;

/** A token or password; never part of a text. */
public final class Secret {

  private final String value;

  public Secret(String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException("A token must not be empty.");
    }
    this.value = value;
  }

  String reveal() {
    return value;
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}
