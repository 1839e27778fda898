package io.millrace.planner.carbon;

/** What a series says of one time: how a missing value was filled is part of the answer. */
public sealed interface SeriesValue {

  /** A signal holds at this time. */
  record Known(CarbonSignal signal) implements SeriesValue {}

  /** No signal holds; the value was made from those around the gap. */
  record Filled(CarbonIntensity intensity, GapFill fill, Gap gap) implements SeriesValue {}

  /** No signal holds, and the gap is not one to be filled. */
  record Missing(Gap gap) implements SeriesValue {}
}
