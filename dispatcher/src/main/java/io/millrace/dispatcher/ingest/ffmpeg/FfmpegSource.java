package io.millrace.dispatcher.ingest.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MJPEG;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_flush_buffers;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FLAG_BACKWARD;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_seek_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import io.millrace.dispatcher.ingest.source.CameraException;
import io.millrace.dispatcher.ingest.source.CameraException.Reason;
import io.millrace.dispatcher.ingest.source.CameraSource;
import io.millrace.dispatcher.ingest.source.Captured;
import io.millrace.dispatcher.ingest.source.Picture;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.jspecify.annotations.Nullable;

/**
 * A camera that FFmpeg reads: a video file, a network stream or a capture device.
 *
 * <p>FFmpeg's libraries are called directly rather than through a grabber class: only so can a
 * blocking call be ended by a deadline or a stop, the end of a recording be told from a broken
 * stream, and a picture go from the decoder's planes into JPEG without a detour. Motion JPEG whose
 * pictures are complete files travels as it came, neither decoded nor encoded.
 */
public final class FfmpegSource implements CameraSource {

  /** Packets in a row that may fail to decode before the stream counts as unreadable (300). */
  private static final int MOST_UNDECODABLE = 300;

  /** How long to wait before asking a capture device again that has nothing yet (2 ms). */
  private static final long DEVICE_POLL_NANOS = 2_000_000;

  private static final AVRational NANOS = new AVRational().num(1).den(1_000_000_000);

  private final FfmpegInput input;
  private final LongSupplier nanoClock;
  private final Interruption interruption;
  private final FfmpegStream stream;
  private final AVPacket packet = av_packet_alloc();
  private final AVFrame frame = av_frame_alloc();
  private final JpegWriter writer = new JpegWriter();
  private final long openedNanos;
  private long loopOffsetNanos;
  private long lastNanos;
  private long pictures;
  private int undecodable;
  private boolean draining;
  private boolean closed;

  private FfmpegSource(
      FfmpegInput input, LongSupplier nanoClock, Interruption interruption, FfmpegStream stream) {
    this.input = input;
    this.nanoClock = nanoClock;
    this.interruption = interruption;
    this.stream = stream;
    this.openedNanos = nanoClock.getAsLong();
  }

  /**
   * Opens an input on the thread that will read it.
   *
   * @param nanoClock a clock that only moves forward, for the timeouts
   * @throws CameraException if it does not answer in time or holds no video that can be decoded
   * @throws InterruptedException if the thread was interrupted
   */
  public static FfmpegSource open(FfmpegInput input, LongSupplier nanoClock)
      throws InterruptedException {
    Ffmpeg.load(input.kind() == FfmpegInput.Kind.DEVICE);
    Interruption interruption = new Interruption(nanoClock);
    try {
      interruption.allow(input.openTimeout());
      return new FfmpegSource(
          input, nanoClock, interruption, FfmpegStream.open(input, interruption));
    } catch (InterruptedException | RuntimeException e) {
      interruption.close();
      throw e;
    }
  }

  @Override
  public boolean live() {
    return stream.live();
  }

  @Override
  public Optional<Picture> next() throws InterruptedException {
    interruption.allow(input.readTimeout());
    while (true) {
      interruption.rethrow();
      int got = avcodec_receive_frame(stream.decoder(), frame);
      if (got >= 0) {
        undecodable = 0;
        return Optional.of(new Decoded(position(frame.best_effort_timestamp())));
      }
      if (got == AVERROR_EOF()) {
        if (!startAgain()) {
          return Optional.empty();
        }
      } else if (got == AVERROR_EAGAIN()) {
        Picture whole = feed();
        if (whole != null) {
          return Optional.of(whole);
        }
      } else {
        countUndecodable(got);
      }
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      writer.close();
      av_frame_free(frame);
      av_packet_free(packet);
      avcodec_free_context(stream.decoder());
      avformat_close_input(stream.format());
      interruption.close();
    }
  }

  /** Gives the decoder one more packet, or returns the packet when it is a picture already. */
  private @Nullable Picture feed() throws InterruptedException {
    av_packet_unref(packet);
    int read = av_read_frame(stream.format(), packet);
    if (read == AVERROR_EOF()) {
      if (live()) {
        throw new CameraException(
            Reason.LOST, input.shown() + ": the stream ended; it is opened again");
      }
      draining = true;
      avcodec_send_packet(stream.decoder(), (AVPacket) null);
      return null;
    }
    if (read == AVERROR_EAGAIN()) {
      if (interruption.expired()) {
        throw FfmpegErrors.silent(input, input.readTimeout());
      }
      LockSupport.parkNanos(DEVICE_POLL_NANOS);
      return null;
    }
    if (read < 0) {
      interruption.rethrow();
      throw interruption.expired()
          ? FfmpegErrors.silent(input, input.readTimeout())
          : FfmpegErrors.broken(input, read);
    }
    if (packet.stream_index() != stream.index()) {
      return null;
    }
    if (stream.codec() == AV_CODEC_ID_MJPEG) {
      byte[] bytes = new byte[packet.size()];
      packet.data().get(bytes);
      Optional<JpegHeader> header = JpegHeader.of(bytes, bytes.length);
      if (header.isPresent()) {
        return new Whole(bytes, header.get(), position(packet.pts()));
      }
    }
    int sent = avcodec_send_packet(stream.decoder(), packet);
    if (sent < 0) {
      countUndecodable(sent);
    }
    return null;
  }

  /** One damaged packet costs its picture only; nothing but damaged ones is an error. */
  private void countUndecodable(int code) {
    undecodable++;
    if (undecodable >= MOST_UNDECODABLE) {
      throw new CameraException(
          live() ? Reason.LOST : Reason.UNREADABLE,
          "%s: %d packets in a row could not be decoded (%s); check the camera or the file"
              .formatted(input.shown(), undecodable, Ffmpeg.say(code)));
    }
  }

  /** Goes back to the start of a recording that loops. */
  private boolean startAgain() {
    if (!input.loop() || !draining || pictures == 0) {
      return false;
    }
    draining = false;
    loopOffsetNanos = lastNanos + stream.intervalNanos();
    avcodec_flush_buffers(stream.decoder());
    return av_seek_frame(stream.format(), stream.index(), stream.startTime(), AVSEEK_FLAG_BACKWARD)
        >= 0;
  }

  private Duration position(long timestamp) {
    if (live()) {
      return Duration.ofNanos(nanoClock.getAsLong() - openedNanos);
    }
    long nanos =
        timestamp == AV_NOPTS_VALUE
            ? (pictures == 0 ? 0 : lastNanos + stream.intervalNanos() - loopOffsetNanos)
            : av_rescale_q(timestamp - stream.startTime(), stream.timeBase(), NANOS);
    pictures++;
    lastNanos = loopOffsetNanos + Math.max(0, nanos);
    return Duration.ofNanos(lastNanos);
  }

  /** A decoded frame. */
  private final class Decoded implements Picture {
    private final Duration position;

    Decoded(Duration position) {
      this.position = position;
    }

    @Override
    public Duration position() {
      return position;
    }

    @Override
    public Captured encode(Instant captured) {
      return new Captured(
          writer.write(frame), frame.width(), frame.height(), captured, position, "");
    }
  }

  /** A packet that is a JPEG file. */
  private static final class Whole implements Picture {
    private final byte[] jpeg;
    private final JpegHeader header;
    private final Duration position;

    Whole(byte[] jpeg, JpegHeader header, Duration position) {
      this.jpeg = jpeg;
      this.header = header;
      this.position = position;
    }

    @Override
    public Duration position() {
      return position;
    }

    @Override
    public Captured encode(Instant captured) {
      return new Captured(jpeg, header.width(), header.height(), captured, position, "");
    }
  }
}
