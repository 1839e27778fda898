package io.millrace.topics.metric;

import io.prometheus.metrics.tracer.common.SpanContext;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The trace that the value being recorded belongs to, as the registry asks for it. A trace that
 * nobody keeps (not sampled) makes no exemplar. Thread-safe: every thread has its own.
 */
final class TraceOfThread implements SpanContext {

  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2}).*");
  private static final int SAMPLED = 1;

  private final ThreadLocal<@Nullable String> current = new ThreadLocal<>();

  void set(String traceparent) {
    current.set(traceparent);
  }

  void clear() {
    current.remove();
  }

  @Override
  public @Nullable String getCurrentTraceId() {
    return part(1);
  }

  @Override
  public @Nullable String getCurrentSpanId() {
    return part(2);
  }

  @Override
  public boolean isCurrentSpanSampled() {
    String flags = part(3);
    return flags != null && (Integer.parseInt(flags, 16) & SAMPLED) != 0;
  }

  @Override
  public void markCurrentSpanAsExemplar() {}

  private @Nullable String part(int group) {
    String traceparent = current.get();
    if (traceparent == null) {
      return null;
    }
    Matcher parts = TRACEPARENT.matcher(traceparent);
    return parts.matches() ? parts.group(group) : null;
  }
}
