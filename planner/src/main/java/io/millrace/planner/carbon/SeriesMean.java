package io.millrace.planner.carbon;

import java.time.Duration;

/**
 * The mean intensity over an interval, weighted by time.
 *
 * @param intensity the mean over what is known and filled
 * @param known how much of the interval signals cover
 * @param filled how much of it was filled
 * @param missing how much of it the mean says nothing about
 */
public record SeriesMean(
    CarbonIntensity intensity, Duration known, Duration filled, Duration missing) {}
