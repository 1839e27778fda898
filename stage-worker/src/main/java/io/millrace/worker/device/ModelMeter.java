package io.millrace.worker.device;

/** Energy by a straight line between idle and busy watts: not measured, and labelled so. */
final class ModelMeter implements EnergyMeter {

  private final double idleWatts;
  private final double busyWatts;
  private long lastNanos;
  private double joules;

  ModelMeter(double idleWatts, double busyWatts, long nowNanos) {
    this.idleWatts = idleWatts;
    this.busyWatts = busyWatts;
    this.lastNanos = nowNanos;
  }

  @Override
  public String source() {
    return MODEL;
  }

  @Override
  public Sample sample(long nowNanos, double busyShare) {
    double watts = idleWatts + (busyWatts - idleWatts) * Math.min(1, Math.max(0, busyShare));
    joules += watts * (nowNanos - lastNanos) / 1e9;
    lastNanos = nowNanos;
    return new Sample(watts, joules);
  }
}
