package io.millrace.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The machine that a figure was measured on.
 *
 * @param processor its processor's model name, or the architecture where the system does not tell
 * @param cores processors that the JVM may use
 * @param memoryBytes physical memory
 * @param system operating system and version
 * @param java the JVM
 */
public record Machine(String processor, int cores, long memoryBytes, String system, String java) {

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** This machine. */
  static Machine here() {
    OperatingSystemMXBean system = systemBean();
    return new Machine(
        processorName(),
        system.getAvailableProcessors(),
        system.getTotalMemorySize(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
  }

  /** CPU time that this process has used so far, all threads together, in nanoseconds. */
  static long cpuNanos() {
    return systemBean().getProcessCpuTime();
  }

  private static OperatingSystemMXBean systemBean() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  }

  private static String processorName() {
    if (Files.isReadable(CPU_INFO)) {
      try (Stream<String> lines = Files.lines(CPU_INFO)) {
        return lines
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse(System.getProperty("os.arch"));
      } catch (IOException e) {
        return System.getProperty("os.arch");
      }
    }
    return System.getProperty("os.arch");
  }
}
