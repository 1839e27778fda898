package io.millrace.worker.app;

import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.record.DeviceSpec;
import io.millrace.topics.record.DeviceSpec.PowerSpec;
import io.millrace.topics.record.DeviceSpec.ProcessorSpec;
import io.millrace.topics.record.ResourceReport;
import io.millrace.worker.agent.PlanFollower.Standing;
import io.millrace.worker.device.EnergyMeter;
import io.millrace.worker.device.Machine;
import io.millrace.worker.infer.ExecutionProvider;
import io.millrace.worker.serve.ControlRecords;
import io.millrace.worker.serve.Emulation;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the cluster what the device is, at the start and every {@value
 * DeviceSpec#HEARTBEAT_SECONDS} s, and what it uses, every second.
 *
 * <p>A device that pretends to be another shares its machine with others, so its share of processor
 * time is that of its own instances' work, waiting for the pretended slowness included, and its
 * traffic is what they send. {@link #open} blocks; everything is measured on one thread of its own,
 * whose processor time is part of every report ({@value #COST}).
 */
final class DeviceReporter implements AutoCloseable {

  /** Time between two resource reports. */
  static final Duration INTERVAL = Duration.ofSeconds(1);

  /** Reading: processor time that reporting has cost so far. */
  static final String COST = "reporting_cpu_seconds";

  /** Reading: 1 on a device that pretends to be another. */
  static final String EMULATED = "emulated";

  private static final Logger LOG = LoggerFactory.getLogger(DeviceReporter.class);
  private static final Duration LONGEST_HOP = Duration.ofSeconds(5);
  private static final int HOPS = 7;
  private static final long NO_TIMER = -1;

  private final WorkerSettings settings;
  private final Vertx vertx;
  private final WorkerExecutor executor;
  private final ControlRecords records;
  private final Instances instances;
  private final Supplier<Standing> standing;
  private final DeviceMeters meters;
  private final Path root;
  private final Clock clock;
  private final LongSupplier nanoClock;
  private final Instant started;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile long memoryBytes = 1;
  private volatile double hopSeconds;
  private volatile int cores = 1;
  private long timer = NO_TIMER;

  // Owned by the executor's thread.
  private @Nullable Machine machine;
  private @Nullable EnergyMeter energy;
  private long lastNanos;
  private double lastBusySeconds;
  private long lastSentBytes;
  private int reports;

  /**
   * A reporter that has not looked at the machine yet.
   *
   * @param standing which plan the device runs
   * @param root the file system's root, {@code /} but for tests
   */
  DeviceReporter(
      WorkerSettings settings,
      Vertx vertx,
      ControlRecords records,
      Instances instances,
      Supplier<Standing> standing,
      DeviceMeters meters,
      Path root,
      Clock clock,
      LongSupplier nanoClock) {
    this.settings = settings;
    this.vertx = vertx;
    this.executor = vertx.createSharedWorkerExecutor("report-" + settings.device(), 1);
    this.records = records;
    this.instances = instances;
    this.standing = standing;
    this.meters = meters;
    this.root = root;
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.started = clock.instant();
  }

  /** Looks at the machine, measures the way to the broker, and begins to report. */
  void open() {
    executor
        .executeBlocking(
            () -> {
              look();
              hopSeconds = hop();
              announce();
              return true;
            })
        .await();
    timer = vertx.setPeriodic(INTERVAL.toMillis(), tick -> reportUnlessBusy());
  }

  /** Sending may wait for a broker that is away; reports must not queue up behind it. */
  private void reportUnlessBusy() {
    if (busy.compareAndSet(false, true)) {
      executor
          .executeBlocking(this::report)
          .onFailure(error -> LOG.atWarn().setCause(error).log("no resource report"))
          .onComplete(done -> busy.set(false));
    }
  }

  /** The device as it is now. */
  DeviceSpec spec() {
    Emulation emulation = instances.device().emulation();
    PowerSpec power =
        emulation.busyWatts() > 0
            ? new PowerSpec(emulation.idleWatts(), emulation.busyWatts(), "configured")
            : PowerSpec.UNKNOWN;
    return new DeviceSpec(
        settings.device(),
        settings.traits().kind(),
        started,
        clock.instant(),
        settings.traits().planned(),
        emulation.emulated(),
        memoryBytes,
        List.of(new ProcessorSpec(settings.processorName(), 0, parallel(emulation))),
        emulation.uplinkBytesPerSecond(),
        emulation.linkBytesPerSecond(),
        hopSeconds,
        power,
        settings.traits().zone());
  }

  /** Instances that do not slow each other: the machine's cores over the threads of one. */
  private int parallel(Emulation emulation) {
    if (emulation.emulated()) {
      return emulation.cores();
    }
    return settings.processor().provider().equals(ExecutionProvider.CPU)
        ? Math.max(1, cores / settings.processor().intraOpThreads())
        : 1;
  }

  @Override
  public void close() {
    if (timer != NO_TIMER) {
      vertx.cancelTimer(timer);
    }
  }

  private void look() {
    long now = nanoClock.getAsLong();
    Emulation emulation = instances.device().emulation();
    Machine seen = new Machine(root, now);
    machine = seen;
    memoryBytes = memoryBytes(seen);
    cores = Math.max(1, (int) seen.cpus());
    energy =
        emulation.emulated()
            ? EnergyMeter.model(emulation.idleWatts(), emulation.busyWatts(), now)
            : EnergyMeter.find(root, 0, 0, now);
    lastNanos = now;
  }

  private long memoryBytes(Machine seen) {
    long emulated = instances.device().emulation().memoryBytes();
    return emulated > 0 ? emulated : seen.memoryBytes();
  }

  /** Median time of announcing the device, the first time left out; 0 when nobody answers. */
  private double hop() {
    List<Double> seconds = new ArrayList<>();
    try {
      for (int i = 0; i <= HOPS; i++) {
        long begin = nanoClock.getAsLong();
        records
            .publish(TopicCatalog.DEVICES, settings.device().value(), spec())
            .get(LONGEST_HOP.toMillis(), TimeUnit.MILLISECONDS);
        if (i > 0) {
          seconds.add((nanoClock.getAsLong() - begin) / 1e9);
        }
      }
    } catch (ExecutionException | TimeoutException e) {
      LOG.atWarn()
          .addKeyValue("device", settings.device())
          .setCause(e)
          .log("the way to the broker could not be measured");
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
    Collections.sort(seconds);
    return seconds.get(seconds.size() / 2)
        + instances.device().emulation().latency().toNanos() / 1e9;
  }

  /** Says what the device is now. */
  void announce() {
    records.publishLatest(TopicCatalog.DEVICES, settings.device().value(), spec());
  }

  private boolean report() {
    Machine seen = machine;
    EnergyMeter meter = energy;
    if (seen == null || meter == null) {
      return false;
    }
    long now = nanoClock.getAsLong();
    double seconds = Math.max(1e-3, (now - lastNanos) / 1e9);
    Machine.Sample sample = seen.sample(now);
    double busySeconds = instances.busySeconds();
    long sentBytes = instances.sentBytes();
    Emulation emulation = instances.device().emulation();
    boolean emulated = emulation.emulated();
    double share =
        emulated
            ? Math.min(
                1, Math.max(0, (busySeconds - lastBusySeconds) / seconds / parallel(emulation)))
            : sample.cpuShare();
    EnergyMeter.Sample drawn = meter.sample(now, share);
    Map<String, Double> readings = new TreeMap<>(sample.readings());
    readings.put(COST, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9);
    if (emulated) {
      readings.put(EMULATED, 1.0);
    }
    Standing plan = standing.get();
    ResourceReport report =
        new ResourceReport(
            settings.device(),
            clock.instant(),
            plan.epoch(),
            plan.refused(),
            share,
            sample.memoryUsedBytes(),
            sample.memoryFreeBytes(),
            emulated ? (sentBytes - lastSentBytes) / seconds : sample.sentBytesPerSecond(),
            emulated ? 0 : sample.receivedBytesPerSecond(),
            drawn.watts(),
            drawn.joules(),
            meter.source(),
            readings);
    lastNanos = now;
    lastBusySeconds = busySeconds;
    lastSentBytes = sentBytes;
    meters.reported(report);
    records.publishLatest(TopicCatalog.RESOURCES, settings.device().value(), report);
    reports++;
    long memoryNow = memoryBytes(seen);
    if (reports % DeviceSpec.HEARTBEAT_SECONDS == 0 || memoryNow != memoryBytes) {
      memoryBytes = memoryNow;
      announce();
    }
    return true;
  }
}
