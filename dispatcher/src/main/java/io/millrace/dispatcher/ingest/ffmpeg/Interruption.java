package io.millrace.dispatcher.ingest.ffmpeg;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * What ends FFmpeg's blocking calls of one source: a deadline, or an interrupt of its thread.
 *
 * <p>FFmpeg asks about ten times a second whether to go on. The native function behind a Java
 * callback is one of a small fixed number, so all sources share one, which finds the source by the
 * opaque pointer it is given.
 */
final class Interruption implements AutoCloseable {

  private static final ConcurrentHashMap<Long, Interruption> OPEN = new ConcurrentHashMap<>();
  private static final AVIOInterruptCB.Callback_Pointer SHARED = new Shared().retainReference();

  private final LongSupplier nanoClock;
  private final Thread owner = Thread.currentThread();
  private final BytePointer key = new BytePointer(1);
  private volatile long deadlineNanos;

  Interruption(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.deadlineNanos = nanoClock.getAsLong();
    OPEN.put(key.address(), this);
  }

  /** Has the context ask here. */
  void watch(AVFormatContext format) {
    format.interrupt_callback().callback(SHARED).opaque(key);
  }

  /** The calls that follow end after that time. */
  void allow(Duration time) {
    deadlineNanos = nanoClock.getAsLong() + time.toNanos();
  }

  boolean expired() {
    return nanoClock.getAsLong() - deadlineNanos >= 0;
  }

  /** Throws if that is why a call ended. */
  void rethrow() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  @Override
  public void close() {
    if (OPEN.remove(key.address()) != null) {
      key.deallocate();
    }
  }

  private static final class Shared extends AVIOInterruptCB.Callback_Pointer {
    @Override
    public int call(Pointer opaque) {
      Interruption asked = OPEN.get(opaque.address());
      return asked != null && (asked.owner.isInterrupted() || asked.expired()) ? 1 : 0;
    }
  }
}
