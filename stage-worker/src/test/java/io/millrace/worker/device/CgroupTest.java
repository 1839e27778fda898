package io.millrace.worker.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupTest {

  @TempDir Path root;

  @Test
  void shouldTakeTheTightestLimitOnTheWayUpInVersion2() throws IOException {
    // Given: a service in a slice that is tighter in memory but not in time
    write("proc/self/cgroup", "0::/video.slice/worker.service");
    write("sys/fs/cgroup/video.slice/memory.max", "536870912");
    write("sys/fs/cgroup/video.slice/memory.current", "400000000");
    write("sys/fs/cgroup/video.slice/memory.stat", "anon 1\ninactive_file 100000000\n");
    write("sys/fs/cgroup/video.slice/cpu.max", "max 100000");
    write("sys/fs/cgroup/video.slice/worker.service/memory.max", "max");
    write("sys/fs/cgroup/video.slice/worker.service/cpu.max", "150000 100000");
    write("sys/fs/cgroup/video.slice/worker.service/cpu.stat", "usage_usec 2500000\nuser_usec 1");

    // When
    Cgroup cgroup = Cgroup.find(root);

    // Then
    assertThat(cgroup.cpus()).isEqualTo(1.5);
    assertThat(cgroup.cpuNanos()).hasValue(2_500_000_000L);
    assertThat(cgroup.memoryBytes()).isEqualTo(536_870_912);
    assertThat(cgroup.memoryFreeBytes()).isEqualTo(236_870_912);
  }

  @Test
  void shouldReadVersion1ByController() throws IOException {
    // Given: a container that sees the host's path but has its own group mounted as the root
    write(
        "proc/self/cgroup",
        "9:name=systemd:/\n5:memory:/docker/ab\n4:cpu,cpuacct:/docker/ab\n0::/");
    write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "50000");
    write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000");
    write("sys/fs/cgroup/cpu,cpuacct/cpuacct.usage", "7000");
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "1073741824");
    write("sys/fs/cgroup/memory/memory.usage_in_bytes", "1073741000");
    write("sys/fs/cgroup/memory/memory.stat", "total_inactive_file 176\n");

    // When
    Cgroup cgroup = Cgroup.find(root);

    // Then
    assertThat(cgroup.cpus()).isEqualTo(0.5);
    assertThat(cgroup.cpuNanos()).hasValue(7_000);
    assertThat(cgroup.memoryBytes()).isEqualTo(1L << 30);
    assertThat(cgroup.memoryFreeBytes()).isEqualTo(1_000);
  }

  @Test
  void shouldFindTheAccountWhereItIsMountedApartFromTheLimits() throws IOException {
    write("proc/self/cgroup", "2:cpuacct:/video\n1:cpu:/video");
    write("sys/fs/cgroup/cpu/video/cpu.cfs_quota_us", "200000");
    write("sys/fs/cgroup/cpu/video/cpu.cfs_period_us", "100000");
    write("sys/fs/cgroup/cpuacct/video/cpuacct.usage", "9000");

    Cgroup cgroup = Cgroup.find(root);

    assertThat(cgroup.cpus()).isEqualTo(2);
    assertThat(cgroup.cpuNanos()).hasValue(9_000);
  }

  @Test
  void shouldTakeTheNumbersThatMeanNoLimitForNone() throws IOException {
    write("proc/self/cgroup", "4:memory:/\n1:cpu:/\n0::/");
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712");
    write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1");
    write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000");

    Cgroup cgroup = Cgroup.find(root);

    assertThat(cgroup.cpus()).isInfinite();
    assertThat(cgroup.cpuNanos()).isEmpty();
    assertThat(cgroup.memoryBytes()).isEqualTo(Long.MAX_VALUE);
    assertThat(cgroup.memoryFreeBytes()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void shouldFindNoLimitOnASystemWithoutControlGroups() {
    assertThat(Cgroup.find(root).cpus()).isInfinite();
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text + "\n");
  }
}
