package io.millrace.topics.record;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a device says about itself once a second.
 *
 * @param device the device
 * @param at when the report was made
 * @param epoch of the plan that it runs; 0 when it runs none
 * @param refused why it does not run a newer plan, with the numbers; empty when it does
 * @param cpuShare share of its processors' time that is used, by whomever, 0 to 1
 * @param memoryUsedBytes memory used by the worker's process
 * @param memoryFreeBytes memory that the machine still has for it
 * @param sentBytesPerSecond what it sends
 * @param receivedBytesPerSecond what it receives
 * @param watts what it draws now; 0 when not known
 * @param joules what it used since its worker started; 0 when not known
 * @param powerSource where the two come from: {@code rapl}, {@code ina3221}, {@code nvml}, {@code
 *     model} (linear between idle and busy), or {@code unknown}
 * @param readings what else it measures, by name with the unit, such as {@code temperature_celsius}
 */
public record ResourceReport(
    DeviceId device,
    Instant at,
    long epoch,
    String refused,
    double cpuShare,
    long memoryUsedBytes,
    long memoryFreeBytes,
    double sentBytesPerSecond,
    double receivedBytesPerSecond,
    double watts,
    double joules,
    String powerSource,
    Map<String, Double> readings) {

  public ResourceReport {
    Amounts.check("epoch", (double) epoch);
    Amounts.check("cpuShare", cpuShare);
    Amounts.check("memoryUsedBytes", (double) memoryUsedBytes);
    Amounts.check("memoryFreeBytes", (double) memoryFreeBytes);
    Amounts.check("sentBytesPerSecond", sentBytesPerSecond);
    Amounts.check("receivedBytesPerSecond", receivedBytesPerSecond);
    Amounts.check("watts", watts);
    Amounts.check("joules", joules);
    readings = Collections.unmodifiableMap(new TreeMap<>(readings));
  }
}
