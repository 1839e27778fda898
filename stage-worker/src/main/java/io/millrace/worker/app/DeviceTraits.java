package io.millrace.worker.app;

import io.millrace.worker.serve.Emulation;

/**
 * What people say of a device.
 *
 * @param kind what it has in common with others, such as {@code jetson-nano}; empty when it is one
 *     of its kind
 * @param zone its carbon zone; empty when unknown
 * @param planned whether it runs what the plan gives it
 * @param emulation what it pretends to be
 */
public record DeviceTraits(String kind, String zone, boolean planned, Emulation emulation) {

  /** One of its kind, somewhere, whose instances people chose. */
  public static final DeviceTraits DEFAULT = new DeviceTraits("", "", false, Emulation.NONE);

  /** One of its kind, somewhere, that follows the plan. */
  public static final DeviceTraits PLANNED = new DeviceTraits("", "", true, Emulation.NONE);
}
