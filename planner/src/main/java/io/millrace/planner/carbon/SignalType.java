package io.millrace.planner.carbon;

/**
 * What a carbon intensity means. Two that differ in it are different quantities: at the same hour a
 * zone's marginal intensity may be three times its average, so that ranking zones across types
 * ranks the types.
 */
public record SignalType(Kind kind, Scope scope) {

  /**
   * Makes sure that two quantities are the same.
   *
   * @param what the two things, for the error
   * @throws CarbonException {@link CarbonException.Reason#MIXED} if they are not
   */
  void requireSame(SignalType other, String what) {
    if (!equals(other)) {
      throw new CarbonException(
          CarbonException.Reason.MIXED,
          "%s: %s and %s carbon intensities are different quantities and cannot be compared or added.%n"
                  .formatted(what, this, other)
              + "Maybe configure feeds of one kind and scope.");
    }
  }

  @Override
  public String toString() {
    return kind + " " + scope;
  }
}
