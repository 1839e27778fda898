package io.millrace.planner.cluster;

/** How records get from device to device: directly, pair by pair, or through one broker. */
public sealed interface Network permits DirectLinks, BrokerHop {}
