package io.millrace.worker.app;

import io.millrace.topics.metric.Metric;
import io.millrace.topics.metric.MetricRegistry;
import io.millrace.topics.metric.Metrics;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.ResourceReport;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A device's figures as Prometheus sees them: those of its last resource report. What a device
 * cannot know (its power without a meter, its temperature without a sensor) is absent rather than
 * 0. Thread-safe.
 */
final class DeviceMeters {

  /** Reading: temperature of the hottest sensor. */
  static final String TEMPERATURE = "temperature_celsius";

  private static final String UNKNOWN = "unknown";

  private final MetricRegistry registry;
  private final String[] labels;
  private final boolean emulated;
  private boolean complete;
  private volatile @Nullable ResourceReport last;

  DeviceMeters(MetricRegistry registry, DeviceId device, boolean emulated) {
    this.registry = registry;
    this.labels = new String[] {device.value(), Boolean.toString(emulated)};
    this.emulated = emulated;
    registry.gauge(Metrics.DEVICE_EMULATED, this, meters -> meters.emulated ? 1 : 0, labels);
    gauge(Metrics.DEVICE_EPOCH, ResourceReport::epoch);
    gauge(Metrics.DEVICE_REFUSES, report -> report.refused().isEmpty() ? 0 : 1);
    gauge(Metrics.DEVICE_CPU, ResourceReport::cpuShare);
    gauge(Metrics.DEVICE_MEMORY_USED, ResourceReport::memoryUsedBytes);
    gauge(Metrics.DEVICE_MEMORY_FREE, ResourceReport::memoryFreeBytes);
    gauge(Metrics.DEVICE_SENT, ResourceReport::sentBytesPerSecond);
    if (!emulated) {
      gauge(Metrics.DEVICE_RECEIVED, ResourceReport::receivedBytesPerSecond);
    }
  }

  /** Called by one thread. */
  void reported(ResourceReport report) {
    last = report;
    if (!complete) {
      complete = true;
      addWhatTheDeviceKnows(report);
    }
  }

  private void addWhatTheDeviceKnows(ResourceReport report) {
    if (report.readings().containsKey(TEMPERATURE)) {
      gauge(
          Metrics.DEVICE_TEMPERATURE, now -> now.readings().getOrDefault(TEMPERATURE, Double.NaN));
    }
    if (!report.powerSource().equals(UNKNOWN)) {
      String[] withSource = {labels[0], labels[1], report.powerSource()};
      registry.gauge(
          Metrics.DEVICE_POWER, this, meters -> meters.value(ResourceReport::watts), withSource);
      registry.counter(
          Metrics.DEVICE_ENERGY, this, meters -> meters.value(ResourceReport::joules), withSource);
    }
  }

  private void gauge(Metric metric, ToDoubleFunction<ResourceReport> value) {
    registry.gauge(metric, this, meters -> meters.value(value), labels);
  }

  private double value(ToDoubleFunction<ResourceReport> of) {
    ResourceReport report = last;
    return report == null ? 0 : of.applyAsDouble(report);
  }
}
