package io.millrace.dispatcher.ingest.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_QSCALE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MJPEG;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT470BG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_SMPTE170M;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_NONE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;
import static org.bytedeco.ffmpeg.global.avutil.FF_QP2LAMBDA;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.swscale.SWS_FAST_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.sws_alloc_context;
import static org.bytedeco.ffmpeg.global.swscale.sws_free_context;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale_frame;

import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * Encodes decoded frames as JPEG with FFmpeg's own encoder, from the decoder's planes.
 *
 * <p>A video frame is brightness and two quarter-size colour planes already, which is what JPEG
 * stores; going through BGR and an image library would cost about twice the time for larger files
 * of the same fidelity. Only the value range (video leaves head and foot room) is stretched on the
 * way. Belongs to one thread.
 */
final class JpegWriter implements AutoCloseable {

  /**
   * Quantiser scale, 2 (best) to 31: about 39 dB on a noisy street at a sixth of a byte a pixel.
   */
  static final int QUALITY = 3;

  private final AVPacket packet = av_packet_alloc();
  private final SwsContext scaler = sws_alloc_context();
  private AVFrame planes = av_frame_alloc();
  private @Nullable AVCodecContext encoder;

  JpegWriter() {
    scaler.flags(SWS_FAST_BILINEAR);
  }

  /** The frame as a JPEG file. */
  byte[] write(AVFrame frame) {
    AVCodecContext ready = encoderFor(frame.width(), frame.height());
    AVFrame source = frame;
    if (!isJpegLayout(frame)) {
      source = planes;
      Ffmpeg.check(av_frame_make_writable(planes), "make room for a picture");
      Ffmpeg.check(sws_scale_frame(scaler, planes, frame), "convert a picture");
    }
    source.quality(ready.global_quality());
    source.pict_type(AV_PICTURE_TYPE_NONE);
    Ffmpeg.check(avcodec_send_frame(ready, source), "encode a picture");
    Ffmpeg.check(avcodec_receive_packet(ready, packet), "encode a picture");
    byte[] jpeg = new byte[packet.size()];
    packet.data().get(jpeg);
    av_packet_unref(packet);
    return jpeg;
  }

  @Override
  public void close() {
    if (encoder != null) {
      avcodec_free_context(encoder);
      encoder = null;
    }
    av_frame_free(planes);
    av_packet_free(packet);
    sws_free_context(new PointerPointer<SwsContext>(1).put(scaler));
  }

  /** Full range, colour at quarter size, and the colour matrix that JPEG readers assume. */
  private static boolean isJpegLayout(AVFrame frame) {
    int matrix = frame.colorspace();
    return frame.format() == AV_PIX_FMT_YUVJ420P
        && (matrix == AVCOL_SPC_UNSPECIFIED
            || matrix == AVCOL_SPC_BT470BG
            || matrix == AVCOL_SPC_SMPTE170M);
  }

  /** The encoder for that size; a stream may change its size on the way. */
  private AVCodecContext encoderFor(int width, int height) {
    if (encoder != null && encoder.width() == width && encoder.height() == height) {
      return encoder;
    }
    if (encoder != null) {
      avcodec_free_context(encoder);
      encoder = null;
    }
    AVCodecContext made = avcodec_alloc_context3(avcodec_find_encoder(AV_CODEC_ID_MJPEG));
    made.width(width);
    made.height(height);
    made.pix_fmt(AV_PIX_FMT_YUVJ420P);
    made.color_range(AVCOL_RANGE_JPEG);
    // The encoder wants a clock though a picture has none.
    made.time_base(new AVRational().num(1).den(1000));
    made.flags(made.flags() | AV_CODEC_FLAG_QSCALE);
    made.global_quality(FF_QP2LAMBDA * QUALITY);
    made.thread_count(1);
    encoder = made;
    Ffmpeg.check(
        avcodec_open2(made, made.codec(), (AVDictionary) null),
        "open the JPEG encoder for %dx%d".formatted(width, height));
    av_frame_unref(planes);
    planes.format(AV_PIX_FMT_YUVJ420P);
    planes.width(width);
    planes.height(height);
    planes.color_range(AVCOL_RANGE_JPEG);
    planes.colorspace(AVCOL_SPC_BT470BG);
    Ffmpeg.check(av_frame_get_buffer(planes, 0), "make room for a picture");
    return made;
  }
}
