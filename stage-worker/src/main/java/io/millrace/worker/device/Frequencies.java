package io.millrace.worker.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * The frequencies of a machine's processor cores, through Linux' cpufreq: {@code
 * /sys/devices/system/cpu/cpufreq/policy*}. A policy is a set of cores that share a clock.
 *
 * <p>A frequency is set by letting the least and the greatest allowed one be the same, which every
 * governor keeps to, and taken back by allowing all again. Writing needs the superuser.
 */
public final class Frequencies {

  private static final String FOLDER = "sys/devices/system/cpu/cpufreq";
  private static final long HERTZ = 1000;

  private final Path folder;
  private final List<Path> policies;

  /**
   * Cores that share a clock, in hertz.
   *
   * @param name such as {@code policy0}
   * @param nowHertz current frequency; 0 where the system does not tell
   * @param leastHertz that the hardware knows
   * @param mostHertz that the hardware knows
   * @param steps all there are, ascending; empty where any between least and most will do
   */
  public record Policy(
      String name, long nowHertz, long leastHertz, long mostHertz, List<Long> steps) {

    /** Copies the steps. */
    public Policy {
      steps = List.copyOf(steps);
    }
  }

  /** What came of setting a frequency. */
  public sealed interface Change {

    /** It is set. */
    record Done(int policies) implements Change {}

    /**
     * It cannot be set here.
     *
     * @param why for people
     */
    record NotControllable(String why) implements Change {}
  }

  /**
   * The frequencies of a machine.
   *
   * @param root the file system's root, {@code /} but for tests
   */
  public Frequencies(Path root) {
    this.folder = root.resolve(FOLDER);
    this.policies = SystemFiles.list(folder, "policy*");
  }

  /** What there is; empty where the system has no cpufreq. */
  public List<Policy> policies() {
    return policies.stream().map(Frequencies::read).toList();
  }

  /**
   * Fixes all policies at a frequency.
   *
   * @param hertz within what every policy's hardware knows
   */
  public Change set(long hertz) {
    for (Policy policy : policies()) {
      boolean step = policy.steps().isEmpty() || policy.steps().contains(hertz);
      if (hertz < policy.leastHertz() || hertz > policy.mostHertz() || !step) {
        return new Change.NotControllable(
            "%s/%s: %d Hz is none of its frequencies, %s.%nMaybe one of these."
                .formatted(
                    folder,
                    policy.name(),
                    hertz,
                    policy.steps().isEmpty()
                        ? policy.leastHertz() + " to " + policy.mostHertz()
                        : policy.steps()));
      }
    }
    return write(policy -> new long[] {hertz, hertz});
  }

  /** Allows every frequency again. */
  public Change release() {
    return write(policy -> new long[] {policy.leastHertz(), policy.mostHertz()});
  }

  private interface Range {
    long[] of(Policy policy);
  }

  private Change write(Range range) {
    if (policies.isEmpty()) {
      return new Change.NotControllable(
          "the frequency is not controllable here: there is no %s.%nMaybe this is a virtual machine or a container; the host sets it."
              .formatted(folder));
    }
    for (Path path : policies) {
      long[] bounds = range.of(read(path));
      Path least = path.resolve("scaling_min_freq");
      Path most = path.resolve("scaling_max_freq");
      boolean up = bounds[0] > SystemFiles.number(most).orElse(0) * HERTZ;
      try {
        // The least must never be above the greatest, not even between two writes.
        put(up ? most : least, up ? bounds[1] : bounds[0]);
        put(up ? least : most, up ? bounds[0] : bounds[1]);
      } catch (IOException e) {
        return new Change.NotControllable(
            "the frequency is not controllable here: %s cannot be written (%s).%nMaybe run as the superuser."
                .formatted(path, e.getMessage()));
      }
    }
    return new Change.Done(policies.size());
  }

  private static void put(Path file, long hertz) throws IOException {
    Files.writeString(file, Long.toString(hertz / HERTZ));
  }

  private static Policy read(Path path) {
    OptionalLong now = SystemFiles.number(path.resolve("scaling_cur_freq"));
    List<Long> steps =
        Arrays.stream(SystemFiles.text(path.resolve("scaling_available_frequencies")).split("\\s+"))
            .flatMapToLong(text -> SystemFiles.number(text).stream())
            .map(kilohertz -> kilohertz * HERTZ)
            .sorted()
            .boxed()
            .toList();
    return new Policy(
        path.getFileName().toString(),
        now.orElse(0) * HERTZ,
        SystemFiles.number(path.resolve("cpuinfo_min_freq")).orElse(0) * HERTZ,
        SystemFiles.number(path.resolve("cpuinfo_max_freq")).orElse(0) * HERTZ,
        steps);
  }
}
