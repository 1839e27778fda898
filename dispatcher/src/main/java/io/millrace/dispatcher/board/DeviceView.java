package io.millrace.dispatcher.board;

import com.fasterxml.jackson.annotation.JsonValue;
import io.millrace.topics.record.DeviceId;
import java.util.Locale;

/**
 * A device as it announced itself and as it last reported.
 *
 * @param device the device
 * @param kind what it has in common with others; empty when it is one of its kind
 * @param state whether it is heard
 * @param planned whether it runs what the plan gives it; otherwise people chose its instances
 * @param emulated whether it pretends to be another machine
 * @param zone carbon zone; empty when unknown
 * @param ageSeconds time since it was last heard; 0 when it never was
 * @param memoryBytes memory that instances may use; 0 when it never announced itself
 * @param plannedBytes what the plan in force gives its instances of that
 * @param usedBytes memory that its worker's process uses; emulated devices may share one process
 * @param cpuShare share of its processors' time that is used, 0 to 1
 * @param sentBytesPerSecond what it sends
 * @param receivedBytesPerSecond what it receives
 * @param watts what it draws; 0 when not known
 * @param joules what it used since its worker started; 0 when not known
 * @param powerSource where the two come from
 * @param epoch plan that it runs; 0 when it runs none
 * @param refused why it does not run a newer plan; empty when it does
 * @param otherInstances instances of other pipelines that the plan in force gives it
 */
public record DeviceView(
    DeviceId device,
    String kind,
    State state,
    boolean planned,
    boolean emulated,
    String zone,
    double ageSeconds,
    long memoryBytes,
    long plannedBytes,
    long usedBytes,
    double cpuShare,
    double sentBytesPerSecond,
    double receivedBytesPerSecond,
    double watts,
    double joules,
    String powerSource,
    long epoch,
    String refused,
    int otherInstances) {

  /** Whether a device is heard. */
  public enum State {
    /** It speaks. */
    ALIVE,
    /** It spoke, and does no more. */
    SILENT,
    /** Only the plan or an instance names it. */
    UNKNOWN;

    /** The state as it stands in JSON: lower case. */
    @JsonValue
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
