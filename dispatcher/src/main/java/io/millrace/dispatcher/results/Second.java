package io.millrace.dispatcher.results;

/**
 * What came out in one second.
 *
 * @param epochSecond the second, counted from 1970
 * @param results results that came out in it
 * @param p50Seconds median time from capture to answer; 0 without results
 * @param p95Seconds 95th percentile of the same
 * @param p99Seconds 99th percentile of the same
 */
public record Second(
    long epochSecond, long results, double p50Seconds, double p95Seconds, double p99Seconds) {}
