package io.millrace.planner.app;

import io.millrace.planner.PlanningException;
import io.millrace.planner.PlanningException.Reason;
import io.millrace.planner.simulate.Trace;
import io.millrace.topics.codec.StrictYaml;
import io.millrace.topics.record.DeviceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens to devices during a simulated run, in a YAML file.
 *
 * <pre>
 * events:
 *   - {at: 20s, device: jetson-1, what: fails}
 *   - {at: 60s, device: jetson-1, what: joins}
 *   - {at: 30s, device: pi-2, slowdown: 3}        # calls take three times as long from now on
 *   - {at: 40s, device: server, bandwidth: 0.5}   # half of what the cluster names from now on
 * </pre>
 */
public final class TraceFile {

  private TraceFile() {}

  /** What may become of a device. */
  enum What {
    fails,
    joins
  }

  /**
   * One line of the file.
   *
   * @param at time from the beginning of the run
   * @param device to whom
   * @param what whether it fails or joins
   * @param slowdown how many times as long its calls take from now on
   * @param bandwidth how many times its bandwidth it has from now on
   */
  record EventSection(
      Duration at,
      String device,
      @Nullable What what,
      @Nullable Double slowdown,
      @Nullable Double bandwidth) {

    Trace.Event event() {
      int given = (what == null ? 0 : 1) + (slowdown == null ? 0 : 1) + (bandwidth == null ? 0 : 1);
      if (given != 1) {
        throw new IllegalArgumentException(
            "exactly one of what, slowdown and bandwidth must be given (were %d)".formatted(given));
      }
      DeviceId whom = DeviceId.of(device);
      if (slowdown != null) {
        return new Trace.Slows(at, whom, slowdown);
      }
      if (bandwidth != null) {
        return new Trace.Bandwidth(at, whom, bandwidth);
      }
      return what == What.fails ? new Trace.Fails(at, whom) : new Trace.Joins(at, whom);
    }
  }

  /** The whole file. */
  record TraceSection(List<EventSection> events) {}

  /**
   * The trace in a file.
   *
   * @throws IllegalArgumentException if there is no such file
   * @throws io.millrace.topics.codec.CodecException if it does not fit
   * @throws PlanningException if a value is out of range
   */
  public static Trace read(Path file) {
    try {
      return parse(Files.readString(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(file + ": no such file", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * The trace in a text.
   *
   * @param file the file's name, for errors
   */
  public static Trace parse(String text, String file) {
    TraceSection section = StrictYaml.read(text, TraceSection.class, file);
    List<Trace.Event> events = new ArrayList<>();
    for (int i = 0; i < section.events().size(); i++) {
      try {
        events.add(section.events().get(i).event());
      } catch (IllegalArgumentException e) {
        throw new PlanningException(
            Reason.INPUT, "%s: events[%d]: %s".formatted(file, i, e.getMessage()), e);
      }
    }
    return new Trace(events);
  }
}
