package io.millrace.worker.device;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The Linux control groups that this process is in: how much processor time and memory they let it
 * have, and how much of that is used.
 *
 * <p>Limits stand at any level of the hierarchy, and the tightest one counts. Version 2 has one
 * hierarchy, version 1 one per controller; a machine may mount both, then version 1 counts where it
 * has the controller. A container sees its own group as the root.
 */
final class Cgroup {

  /** Version 1 says "no limit" by a number near 2^63. */
  private static final long NO_LIMIT = 1L << 60;

  private static final double MICROS_TO_NANOS = 1_000;

  private final Path mount;
  private final double cpus;
  private final Path cpuGroup;
  private final long memoryBytes;
  private final Path memoryGroup;

  private Cgroup(Path mount, double cpus, Path cpuGroup, long memoryBytes, Path memoryGroup) {
    this.mount = mount;
    this.cpus = cpus;
    this.cpuGroup = cpuGroup;
    this.memoryBytes = memoryBytes;
    this.memoryGroup = memoryGroup;
  }

  /**
   * Finds the limits of this process.
   *
   * @param root the file system's root, {@code /} but for tests
   */
  static Cgroup find(Path root) {
    Path mount = root.resolve("sys/fs/cgroup");
    String membership = SystemFiles.text(root.resolve("proc/self/cgroup"));
    Path noGroup = mount.resolve("none");
    Cgroup found = new Cgroup(mount, Double.POSITIVE_INFINITY, noGroup, Long.MAX_VALUE, noGroup);
    for (String line : membership.lines().toList()) {
      // hierarchy:controllers:path; version 2 has no controllers.
      String[] parts = line.split(":", 3);
      if (parts.length < 3) {
        continue;
      }
      if (parts[1].isEmpty()) {
        found = found.within(mount, parts[2]);
      }
      for (String controller : parts[1].split(",", -1)) {
        if (controller.equals("cpu") || controller.equals("memory")) {
          Path joint = mount.resolve(parts[1]);
          found =
              found.within(Files.isDirectory(joint) ? joint : mount.resolve(controller), parts[2]);
        }
      }
    }
    return found;
  }

  /** The tightest limits of a group and those above it, and of what is known already. */
  private Cgroup within(Path hierarchy, String path) {
    Cgroup tightest = this;
    Path start = hierarchy.resolve(path.replaceFirst("^/+", "")).normalize();
    // A group outside of this container's view reads "/../…": then the mount is all there is.
    @Nullable Path group = start.startsWith(hierarchy) ? start : hierarchy;
    while (group != null && group.startsWith(hierarchy)) {
      double cpuLimit = cpuLimit(group);
      if (cpuLimit < tightest.cpus) {
        tightest = new Cgroup(mount, cpuLimit, group, tightest.memoryBytes, tightest.memoryGroup);
      }
      long memoryLimit = memoryLimit(group);
      if (memoryLimit < tightest.memoryBytes) {
        tightest = new Cgroup(mount, tightest.cpus, tightest.cpuGroup, memoryLimit, group);
      }
      group = group.getParent();
    }
    return tightest;
  }

  private static double cpuLimit(Path group) {
    String[] max = SystemFiles.text(group.resolve("cpu.max")).split(" ", 2);
    OptionalLong quota =
        max.length == 2
            ? SystemFiles.number(max[0])
            : SystemFiles.number(group.resolve("cpu.cfs_quota_us"));
    OptionalLong period =
        max.length == 2
            ? SystemFiles.number(max[1])
            : SystemFiles.number(group.resolve("cpu.cfs_period_us"));
    return quota.orElse(-1) > 0 && period.orElse(-1) > 0
        ? (double) quota.getAsLong() / period.getAsLong()
        : Double.POSITIVE_INFINITY;
  }

  private static long memoryLimit(Path group) {
    OptionalLong limit = SystemFiles.number(group.resolve("memory.max"));
    if (limit.isEmpty()) {
      limit = SystemFiles.number(group.resolve("memory.limit_in_bytes"));
    }
    long bytes = limit.orElse(Long.MAX_VALUE);
    return bytes > 0 && bytes < NO_LIMIT ? bytes : Long.MAX_VALUE;
  }

  /** Processors' worth of time that the process may use; infinite without a limit. */
  double cpus() {
    return cpus;
  }

  /** Memory that the process may use; {@link Long#MAX_VALUE} without a limit. */
  long memoryBytes() {
    return memoryBytes;
  }

  /** Processor time that the limited group has used; absent without a limit. */
  OptionalLong cpuNanos() {
    OptionalLong micros = SystemFiles.number(cpuGroup.resolve("cpu.stat"), "usage_usec");
    if (micros.isPresent()) {
      return OptionalLong.of((long) (micros.getAsLong() * MICROS_TO_NANOS));
    }
    OptionalLong nanos = SystemFiles.number(cpuGroup.resolve("cpuacct.usage"));
    Path limits = mount.resolve("cpu");
    // Version 1 may mount the limits and the account apart, each with the same groups.
    return nanos.isEmpty() && cpuGroup.startsWith(limits)
        ? SystemFiles.number(
            mount.resolve("cpuacct").resolve(limits.relativize(cpuGroup)).resolve("cpuacct.usage"))
        : nanos;
  }

  /**
   * Memory that the limited group still may take, counting pages of files that nobody uses as free;
   * {@link Long#MAX_VALUE} without a limit.
   */
  long memoryFreeBytes() {
    OptionalLong used = SystemFiles.number(memoryGroup.resolve("memory.current"));
    String idle = "inactive_file";
    if (used.isEmpty()) {
      used = SystemFiles.number(memoryGroup.resolve("memory.usage_in_bytes"));
      idle = "total_inactive_file";
    }
    if (used.isEmpty()) {
      return Long.MAX_VALUE;
    }
    long reclaimable = SystemFiles.number(memoryGroup.resolve("memory.stat"), idle).orElse(0);
    return Math.max(0, memoryBytes - used.getAsLong() + reclaimable);
  }
}
