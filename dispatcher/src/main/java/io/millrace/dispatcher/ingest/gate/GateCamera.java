package io.millrace.dispatcher.ingest.gate;

import io.millrace.dispatcher.ingest.source.CameraSource;
import io.millrace.dispatcher.ingest.source.Captured;
import io.millrace.dispatcher.ingest.source.Picture;
import io.millrace.dispatcher.ingest.source.RasterEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The synthetic gate as a camera. It never ends, and picture number n is the same every time.
 *
 * <p>A picture that is sampled away is not even drawn.
 */
public final class GateCamera implements CameraSource {

  private final GateSettings settings;
  private final RasterEncoder encoder;
  private final GateRenderer renderer;
  private long index;

  /**
   * A gate.
   *
   * @param encoder given away: closed with the camera
   */
  public GateCamera(GateSettings settings, RasterEncoder encoder) {
    this.settings = settings;
    this.encoder = encoder;
    this.renderer = new GateRenderer(settings);
  }

  @Override
  public Optional<Picture> next() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return Optional.of(new Drawn(index++));
  }

  @Override
  public boolean live() {
    return false;
  }

  @Override
  public void close() {
    encoder.close();
  }

  private final class Drawn implements Picture {
    private final long number;

    Drawn(long number) {
      this.number = number;
    }

    @Override
    public Duration position() {
      return Duration.ofNanos(Math.round(number * 1e9 / settings.picturesPerSecond()));
    }

    @Override
    public Captured encode(Instant captured) {
      List<GroundTruth> truth = renderer.draw(number);
      byte[] jpeg = encoder.encode(renderer.pixels(), settings.width(), settings.height());
      return new Captured(
          jpeg, settings.width(), settings.height(), captured, position(), GroundTruth.json(truth));
    }
  }
}
