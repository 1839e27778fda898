package io.millrace.models.graph;

import java.util.Locale;

/** What counts as a layer. */
public enum Granularity {
  /**
   * A leaf module of the network as its author wrote it: a convolution, a normalisation, an
   * activation, also one of several operators. Additions, concatenations and reshapes between
   * modules run with the module before them.
   */
  MODULE,
  /** An operator of the graph. */
  OPERATOR;

  /** In lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
