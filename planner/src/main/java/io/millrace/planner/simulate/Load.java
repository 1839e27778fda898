package io.millrace.planner.simulate;

import io.millrace.planner.cluster.Checks;

/** How many frames the cameras of a pipeline bring. */
public sealed interface Load {

  /** What the problem asks for; a pipeline that asks for no rate is saturated. */
  record Asked() implements Load {
    @Override
    public String toString() {
      return "asked";
    }
  }

  /**
   * A share of what the plan promises, spread evenly over the pipeline's cameras.
   *
   * @param ofPlan greater than 0; above 1 is overload
   */
  record Share(double ofPlan) implements Load {
    public Share {
      Checks.positive("load", ofPlan);
    }

    @Override
    public String toString() {
      return Double.toString(ofPlan);
    }
  }

  /** As fast as the pipeline takes them: every camera keeps its window full and drops nothing. */
  record Saturated() implements Load {
    @Override
    public String toString() {
      return "saturated";
    }
  }

  /** What the text says: {@code asked}, {@code saturated}, or a share such as {@code 0.9}. */
  static Load parse(String text) {
    if (text.equals("asked")) {
      return new Asked();
    }
    if (text.equals("saturated")) {
      return new Saturated();
    }
    try {
      return new Share(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%s' is no load; write asked, saturated, or a share of the plan such as 0.9"
              .formatted(text),
          e);
    }
  }
}
