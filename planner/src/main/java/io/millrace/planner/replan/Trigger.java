package io.millrace.planner.replan;

import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PipelineId;
import java.util.Locale;

/** A reason to plan again. */
public sealed interface Trigger {

  /** One clause for people. */
  String describe();

  /** Whether it is worth disturbing a cluster that was changed a moment ago. */
  default boolean urgent() {
    return false;
  }

  /** There is no plan yet. */
  record First() implements Trigger {
    @Override
    public String describe() {
      return "there is no plan yet";
    }

    @Override
    public boolean urgent() {
      return true;
    }
  }

  /** A device came. */
  record Joined(DeviceId device) implements Trigger {
    @Override
    public String describe() {
      return device + " joined";
    }

    @Override
    public boolean urgent() {
      return true;
    }
  }

  /** A device fell silent. */
  record Lost(DeviceId device) implements Trigger {
    @Override
    public String describe() {
      return device + " was lost";
    }

    @Override
    public boolean urgent() {
      return true;
    }
  }

  /** A stage takes another time than the plan was made for. */
  record Drifted(ServiceKey service, double plannedSeconds, double seconds) implements Trigger {
    @Override
    public String describe() {
      return String.format(
          Locale.ROOT,
          "%s takes %.1f ms and not %.1f ms",
          service,
          seconds * 1e3,
          plannedSeconds * 1e3);
    }
  }

  /** A device can send more or less than the plan was made for; 0 means without limit. */
  record NetworkChanged(DeviceId device, double before, double now) implements Trigger {
    @Override
    public String describe() {
      return String.format(
          Locale.ROOT, "%s can send %s and not %s", device, rate(now), rate(before));
    }

    private static String rate(double bytesPerSecond) {
      return bytesPerSecond == 0
          ? "without limit"
          : String.format(Locale.ROOT, "%.3g MB/s", bytesPerSecond / 1e6);
    }
  }

  /** A pipeline carries less than planned although frames wait. */
  record Behind(PipelineId pipeline, double planned, double measured) implements Trigger {
    @Override
    public String describe() {
      return String.format(
          Locale.ROOT,
          "%s carries %.2f and not %.2f frames/s while frames wait",
          pipeline,
          measured,
          planned);
    }
  }

  /** Another rate is asked for. */
  record DemandChanged(PipelineId pipeline, double before, double now) implements Trigger {
    @Override
    public String describe() {
      return String.format(
          Locale.ROOT, "%s asks for %.2f and not %.2f frames/s", pipeline, now, before);
    }
  }

  /** The carbon intensity of a zone took a step. */
  record CarbonStep(String zone, double before, double now) implements Trigger {
    @Override
    public String describe() {
      return String.format(
          Locale.ROOT, "carbon in %s went from %.0f to %.0f g/kWh", zone, before, now);
    }
  }

  /** It is time to look again. */
  record Due() implements Trigger {
    @Override
    public String describe() {
      return "the period is over";
    }
  }

  /** Somebody asked. */
  record Asked() implements Trigger {
    @Override
    public String describe() {
      return "somebody asked for it";
    }

    @Override
    public boolean urgent() {
      return true;
    }
  }
}
