package io.millrace.dispatcher.ingest;

import io.millrace.dispatcher.ingest.source.Captured;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A sink with room for so many pictures. */
final class FakeSink implements FrameSink {

  private final List<Captured> accepted = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger room;
  private volatile Runnable listener = () -> {};

  FakeSink(int room) {
    this.room = new AtomicInteger(room);
  }

  static FakeSink endless() {
    return new FakeSink(Integer.MAX_VALUE);
  }

  @Override
  public Offer offer(Captured picture) {
    if (room.get() == 0) {
      return Offer.FULL;
    }
    room.decrementAndGet();
    accepted.add(picture);
    return Offer.ACCEPTED;
  }

  @Override
  public void onCapacity(Runnable listener) {
    this.listener = listener;
  }

  /** Makes room for one more and says so. */
  void free() {
    room.incrementAndGet();
    listener.run();
  }

  /** Positions of the accepted pictures in milliseconds. */
  List<Long> positions() {
    return List.copyOf(accepted).stream().map(picture -> picture.position().toMillis()).toList();
  }

  List<Captured> accepted() {
    return List.copyOf(accepted);
  }
}
