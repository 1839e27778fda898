package io.millrace.planner.solve.layer;

/** How a strategy looks for its cut; all prove the same optimum. */
public enum LayerMethod {
  /** Shortest paths bound it and drop arcs; the integer program decides what is left. */
  PATHS_FIRST,
  /** The whole integer program. */
  PROGRAM,
  /** Every cut there is; the judge of the others on small chains. */
  EXHAUSTIVE
}
