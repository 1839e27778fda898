package io.millrace.dispatcher.web;

import java.util.ArrayDeque;
import java.util.Optional;

/**
 * What waits to be written to one slow client: a bounded queue that lets go of the oldest.
 *
 * <p>Its reader sleeps when the queue is empty; {@link #offer} says when to wake it, so that it is
 * woken once and not for every item. Safe for use by many writers and one reader.
 */
final class Outbox<T> {

  /**
   * The next item.
   *
   * @param item the item
   * @param missed items let go since the last one that was taken
   */
  record Taken<T>(T item, long missed) {}

  private final int capacity;
  private final ArrayDeque<T> items = new ArrayDeque<>();
  private boolean asleep = true;
  private long missed;

  Outbox(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException(
          "An outbox must hold at least 1 item (was " + capacity + ").");
    }
    this.capacity = capacity;
  }

  /** Adds an item; true if the reader sleeps and must be woken. */
  synchronized boolean offer(T item) {
    if (items.size() == capacity) {
      items.removeFirst();
      missed++;
    }
    items.addLast(item);
    boolean wake = asleep;
    asleep = false;
    return wake;
  }

  /** The oldest item; when there is none, the reader sleeps. */
  synchronized Optional<Taken<T>> take() {
    if (items.isEmpty()) {
      asleep = true;
      return Optional.empty();
    }
    Taken<T> taken = new Taken<>(items.removeFirst(), missed);
    missed = 0;
    return Optional.of(taken);
  }
}
