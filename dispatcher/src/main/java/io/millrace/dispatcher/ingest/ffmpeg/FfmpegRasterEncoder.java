package io.millrace.dispatcher.ingest.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_RGB;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_BGR0;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import io.millrace.dispatcher.ingest.source.RasterEncoder;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.IntPointer;

/** Encodes drawn pictures with {@link JpegWriter}. */
public final class FfmpegRasterEncoder implements RasterEncoder {

  private final JpegWriter writer;
  private final AVFrame frame;
  private boolean closed;

  /** An encoder for pictures of any size; loads FFmpeg. */
  public FfmpegRasterEncoder() {
    Ffmpeg.load(false);
    this.writer = new JpegWriter();
    this.frame = av_frame_alloc();
  }

  @Override
  public byte[] encode(int[] pixels, int width, int height) {
    if (frame.width() != width || frame.height() != height) {
      av_frame_unref(frame);
      // Four bytes a pixel in memory order blue, green, red, nothing: an int on little-endian
      // machines.
      frame.format(AV_PIX_FMT_BGR0);
      frame.width(width);
      frame.height(height);
      frame.color_range(AVCOL_RANGE_JPEG);
      frame.colorspace(AVCOL_SPC_RGB);
      Ffmpeg.check(av_frame_get_buffer(frame, 0), "make room for a picture");
    }
    IntPointer target = new IntPointer(frame.data(0));
    long stride = frame.linesize(0) / Integer.BYTES;
    for (int row = 0; row < height; row++) {
      target.position(row * stride).put(pixels, row * width, width);
    }
    return writer.write(frame);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      writer.close();
      av_frame_free(frame);
    }
  }
}
