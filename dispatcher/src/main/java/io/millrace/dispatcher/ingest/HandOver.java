package io.millrace.dispatcher.ingest;

import io.millrace.dispatcher.ingest.source.Captured;
import io.millrace.topics.record.Reason;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one place between a camera and its sink: holds at most one picture until the sink has room.
 *
 * <p>The camera's thread puts pictures in; they are offered at once, and again from whatever thread
 * says that the sink has room. One lock makes those offers a sequence in the pictures' order.
 */
final class HandOver {

  /** Told what became of the pictures, under the lock, in order. */
  interface Account {
    void accepted();

    void dropped(Reason reason);
  }

  private final FrameSink sink;
  private final Account account;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition empty = lock.newCondition();
  private @Nullable Captured held;

  HandOver(FrameSink sink, Account account) {
    this.sink = sink;
    this.account = account;
    sink.onCapacity(this::deliver);
  }

  /** Offers the picture; if there is no room it waits here and takes the place of an older one. */
  void putNewest(Captured picture) {
    lock.lock();
    try {
      if (held != null) {
        account.dropped(Reason.FULL);
      }
      held = picture;
      deliver();
    } finally {
      lock.unlock();
    }
  }

  /** Offers the picture and waits until it was accepted; it is held if that is interrupted. */
  void putAndWait(Captured picture) throws InterruptedException {
    putNewest(picture);
    awaitEmpty();
  }

  /** Waits until the sink has accepted what is held. */
  void awaitEmpty() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (held != null) {
        empty.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Offers what is held a last time, then gives it up. */
  void close() {
    lock.lock();
    try {
      deliver();
      if (held != null) {
        held = null;
        account.dropped(Reason.SHUTDOWN);
      }
    } finally {
      lock.unlock();
    }
  }

  private void deliver() {
    lock.lock();
    try {
      if (held != null && sink.offer(held) == FrameSink.Offer.ACCEPTED) {
        held = null;
        account.accepted();
        empty.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }
}
