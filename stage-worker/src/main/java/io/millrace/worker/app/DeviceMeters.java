package io.millrace.worker.app;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.millrace.topics.metric.Metric;
import io.millrace.topics.metric.Metrics;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.ResourceReport;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A device's figures as Prometheus sees them: those of its last resource report. Thread-safe. */
final class DeviceMeters {

  private volatile @Nullable ResourceReport last;

  DeviceMeters(MeterRegistry registry, DeviceId device, boolean emulated) {
    Tags tags = Tags.of(Metrics.DEVICE, device.value());
    Gauge.builder(Metrics.DEVICE_EMULATED.name(), () -> emulated ? 1 : 0)
        .description(Metrics.DEVICE_EMULATED.help())
        .tags(tags)
        .register(registry);
    gauge(registry, Metrics.DEVICE_EPOCH, tags, ResourceReport::epoch);
    gauge(registry, Metrics.DEVICE_CPU, tags, ResourceReport::cpuShare);
    gauge(registry, Metrics.DEVICE_POWER, tags, ResourceReport::watts);
    FunctionCounter.builder(
            Metrics.DEVICE_ENERGY.name(), this, meters -> meters.value(ResourceReport::joules))
        .description(Metrics.DEVICE_ENERGY.help())
        .tags(tags)
        .register(registry);
  }

  void reported(ResourceReport report) {
    last = report;
  }

  private void gauge(
      MeterRegistry registry, Metric metric, Tags tags, ToDoubleFunction<ResourceReport> value) {
    Gauge.builder(metric.name(), this, meters -> meters.value(value))
        .description(metric.help())
        .tags(tags)
        .register(registry);
  }

  private double value(ToDoubleFunction<ResourceReport> of) {
    ResourceReport report = last;
    return report == null ? 0 : of.applyAsDouble(report);
  }
}
