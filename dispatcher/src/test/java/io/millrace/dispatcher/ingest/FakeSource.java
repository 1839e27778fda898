package io.millrace.dispatcher.ingest;

import io.millrace.dispatcher.ingest.source.CameraSource;
import io.millrace.dispatcher.ingest.source.Captured;
import io.millrace.dispatcher.ingest.source.Picture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** A source that plays a script: pictures, other happenings, then its end. */
final class FakeSource implements CameraSource {

  private final boolean live;
  private final Deque<Runnable> before = new ArrayDeque<>();
  private final Deque<Duration> positions = new ArrayDeque<>();
  private boolean closed;

  private FakeSource(boolean live) {
    this.live = live;
  }

  static FakeSource recorded() {
    return new FakeSource(false);
  }

  static FakeSource streaming() {
    return new FakeSource(true);
  }

  /** One more picture, that many milliseconds from the start. */
  FakeSource picture(long positionMillis) {
    return picture(positionMillis, () -> {});
  }

  /** One more picture, and something that happens while it is being waited for. */
  FakeSource picture(long positionMillis, Runnable happening) {
    positions.add(Duration.ofMillis(positionMillis));
    before.add(happening);
    return this;
  }

  /** Something that happens after the last picture, such as a failure. */
  FakeSource then(Runnable happening) {
    before.add(happening);
    return this;
  }

  boolean closed() {
    return closed;
  }

  @Override
  public Optional<Picture> next() throws InterruptedException {
    Runnable happening = before.poll();
    if (happening != null) {
      happening.run();
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return Optional.ofNullable(positions.poll()).map(FakePicture::new);
  }

  @Override
  public boolean live() {
    return live;
  }

  @Override
  public void close() {
    closed = true;
  }

  private record FakePicture(Duration position) implements Picture {
    @Override
    public Captured encode(Instant captured) {
      return FakeSource.captured(captured, position);
    }
  }

  /** A picture of which only its position matters. */
  static Captured captured(Instant captured, Duration position) {
    return new Captured(new byte[] {1}, 4, 3, captured, position, "");
  }
}
