package io.millrace.planner.simulate;

import io.millrace.planner.cluster.Checks;
import io.millrace.topics.record.DeviceId;
import java.time.Duration;
import java.util.List;

/**
 * What happens to devices during a run.
 *
 * @param events what happens, in any order
 */
public record Trace(List<Event> events) {

  /** Nothing happens. */
  public static final Trace NONE = new Trace(List.of());

  public Trace {
    events = List.copyOf(events);
  }

  /** Something that happens to one device at one time. */
  public sealed interface Event {

    /** When, from the beginning of the run. */
    Duration at();

    /** To whom. */
    DeviceId device();
  }

  /** The device is gone at once, with all that its instances held. */
  public record Fails(Duration at, DeviceId device) implements Event {
    public Fails {
      check(at);
    }
  }

  /**
   * The device comes (back) and its instances join their groups; one that joins before it ever
   * failed is away until then.
   */
  public record Joins(Duration at, DeviceId device) implements Event {
    public Joins {
      check(at);
    }
  }

  /**
   * From now on the device's calls take this many times as long as profiled.
   *
   * @param factor greater than 0; 1 is as profiled
   */
  public record Slows(Duration at, DeviceId device, double factor) implements Event {
    public Slows {
      check(at);
      Checks.positive("slowdown", factor);
    }
  }

  /**
   * From now on the device sends at this many times the bandwidth that the cluster names.
   *
   * @param factor greater than 0; 0.5 is half the bandwidth
   */
  public record Bandwidth(Duration at, DeviceId device, double factor) implements Event {
    public Bandwidth {
      check(at);
      Checks.positive("bandwidth", factor);
    }
  }

  private static void check(Duration at) {
    if (at.isNegative()) {
      throw new IllegalArgumentException("at must not be negative (was " + at + ")");
    }
  }
}
