package io.millrace.models.graph;

import java.util.Locale;

/** What counts as a multiply-accumulate. */
public enum Counting {
  /** The products that convolutions and matrix products sum up; no bias, nothing else. */
  PLAIN,
  /**
   * The convention of the tool ptflops, which the partitioning literature's figures come from: with
   * biases, and one for every element that a normalisation (two, with its affine part), an
   * activation or a pool takes in.
   */
  PTFLOPS;

  /** In lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
