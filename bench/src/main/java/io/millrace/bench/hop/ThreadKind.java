package io.millrace.bench.hop;

import com.fasterxml.jackson.annotation.JsonValue;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Whose thread it is that uses CPU time on a hop. */
public enum ThreadKind {
  /** The broker: network, request handlers, log, controller. */
  BROKER(
      "data-plane-",
      "control-plane-",
      "kafka-1-raft",
      "raft-",
      "quorum-controller",
      "broker-",
      "group-coordinator",
      "ExpirationReaper",
      "kafka-scheduler",
      "executor-",
      "TxnMarker",
      "kafka-log-cleaner",
      "SensorExpiry",
      "client-metrics",
      "metadata-",
      "share-",
      "controller-",
      "remote-log",
      "log-"),
  /** The producer's network thread. */
  PRODUCER("kafka-producer-network-thread"),
  /** The consumer's background thread (KIP-848). */
  CONSUMER("consumer_background_thread", "kafka-coordinator-heartbeat"),
  /** The lanes' poll thread. */
  POLL("lanes-"),
  /** Everything else written in Java: the sender itself. */
  APPLICATION(),
  /** What no Java thread used: compiler and garbage collector. */
  JVM();

  // The compiler cannot know that List.of never changes.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> prefixes;

  ThreadKind(String... prefixes) {
    this.prefixes = List.of(prefixes);
  }

  /** The kind as it stands in tables: lower case. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** CPU time used so far by the living threads of each kind, in nanoseconds. */
  static Map<ThreadKind, Long> cpuNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    Map<ThreadKind, Long> used = new EnumMap<>(ThreadKind.class);
    for (long id : threads.getAllThreadIds()) {
      ThreadInfo info = threads.getThreadInfo(id);
      long nanos = threads.getThreadCpuTime(id);
      if (info != null && nanos > 0) {
        used.merge(of(info.getThreadName()), nanos, Long::sum);
      }
    }
    return used;
  }

  static Map<ThreadKind, Long> minus(Map<ThreadKind, Long> now, Map<ThreadKind, Long> before) {
    Map<ThreadKind, Long> difference = new EnumMap<>(ThreadKind.class);
    for (ThreadKind kind : values()) {
      difference.put(kind, now.getOrDefault(kind, 0L) - before.getOrDefault(kind, 0L));
    }
    return difference;
  }

  /** Milliseconds per record by kind, without what the kind uses when idle. */
  static Map<ThreadKind, Double> perRecord(
      Map<ThreadKind, Long> used,
      Map<ThreadKind, Long> idle,
      double idleShare,
      int records,
      double totalMillis) {
    Map<ThreadKind, Double> millis = new EnumMap<>(ThreadKind.class);
    for (ThreadKind kind : values()) {
      double nanos = used.getOrDefault(kind, 0L) - idle.getOrDefault(kind, 0L) * idleShare;
      millis.put(kind, nanos / records / TimeUnit.MILLISECONDS.toNanos(1));
    }
    double java = millis.values().stream().mapToDouble(Double::doubleValue).sum();
    millis.put(JVM, totalMillis - java);
    return millis;
  }

  private static ThreadKind of(String threadName) {
    for (ThreadKind kind : values()) {
      if (kind.prefixes.stream().anyMatch(threadName::startsWith)) {
        return kind;
      }
    }
    return APPLICATION;
  }
}
