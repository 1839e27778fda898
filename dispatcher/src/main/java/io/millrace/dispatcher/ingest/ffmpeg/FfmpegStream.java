package io.millrace.dispatcher.ingest.ffmpeg;

import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_NONBLOCK;
import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import io.millrace.dispatcher.ingest.ffmpeg.FfmpegInput.Kind;
import io.millrace.dispatcher.ingest.source.CameraException;
import io.millrace.dispatcher.ingest.source.CameraException.Reason;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.PointerPointer;

/**
 * The video stream of an opened input and its decoder.
 *
 * @param live whether pictures come when they come: a device, or a network stream without an end
 * @param index of the stream in its container
 * @param codec FFmpeg's codec id
 * @param startTime timestamp of the first picture, in {@code timeBase}
 * @param intervalNanos time between two pictures as the container states it
 */
record FfmpegStream(
    AVFormatContext format,
    AVCodecContext decoder,
    boolean live,
    int index,
    int codec,
    AVRational timeBase,
    long startTime,
    long intervalNanos) {

  /** Pixels that one decoder thread is trusted with: 1080p, which takes about 6 ms in H.264. */
  private static final long PIXELS_PER_THREAD = 1920 * 1088;

  private static final int MOST_THREADS = 4;

  /** Assumed when a container states no rate: 25 pictures a second. */
  private static final long DEFAULT_INTERVAL_NANOS = 40_000_000;

  static FfmpegStream open(FfmpegInput input, Interruption interruption)
      throws InterruptedException {
    AVFormatContext format = connect(input, interruption);
    try {
      return read(input, interruption, format);
    } catch (InterruptedException | RuntimeException e) {
      avformat_close_input(format);
      throw e;
    }
  }

  private static AVFormatContext connect(FfmpegInput input, Interruption interruption)
      throws InterruptedException {
    AVFormatContext format = avformat_alloc_context();
    interruption.watch(format);
    if (input.kind() == Kind.DEVICE) {
      format.flags(format.flags() | AVFMT_FLAG_NONBLOCK);
    }
    AVInputFormat demuxer = null;
    if (!input.format().isEmpty()) {
      demuxer = av_find_input_format(input.format());
      if (demuxer == null) {
        avformat_close_input(format);
        throw new CameraException(
            Reason.UNSUPPORTED,
            "%s: this build of FFmpeg has no input device '%s'"
                .formatted(input.shown(), input.format()));
      }
    }
    AVDictionary options = new AVDictionary(null);
    for (Map.Entry<String, String> option : input.options().entrySet()) {
      av_dict_set(options, option.getKey(), option.getValue(), 0);
    }
    // Frees the context when it fails.
    int opened = avformat_open_input(format, input.url(), demuxer, options);
    av_dict_free(options);
    if (opened < 0) {
      interruption.rethrow();
      throw interruption.expired()
          ? FfmpegErrors.noAnswer(input)
          : FfmpegErrors.refused(input, opened);
    }
    return format;
  }

  private static FfmpegStream read(
      FfmpegInput input, Interruption interruption, AVFormatContext format)
      throws InterruptedException {
    int found = avformat_find_stream_info(format, (PointerPointer<?>) null);
    interruption.rethrow();
    if (interruption.expired()) {
      throw FfmpegErrors.noAnswer(input);
    }
    if (found < 0) {
      throw FfmpegErrors.refused(input, found);
    }
    int index = av_find_best_stream(format, AVMEDIA_TYPE_VIDEO, -1, -1, (AVCodec) null, 0);
    if (index < 0) {
      throw FfmpegErrors.unreadable(input, "no video in it");
    }
    for (int i = 0; i < format.nb_streams(); i++) {
      if (i != index) {
        format.streams(i).discard(AVDISCARD_ALL);
      }
    }
    AVStream stream = format.streams(index);
    AVCodecParameters parameters = stream.codecpar();
    AVCodec codec = avcodec_find_decoder(parameters.codec_id());
    if (codec == null) {
      throw FfmpegErrors.unreadable(
          input,
          "this build of FFmpeg has no decoder for its video (" + parameters.codec_id() + ")");
    }
    AVRational rate = stream.avg_frame_rate();
    long interval =
        rate.num() > 0 && rate.den() > 0
            ? 1_000_000_000L * rate.den() / rate.num()
            : DEFAULT_INTERVAL_NANOS;
    boolean endless = input.kind() == Kind.NETWORK && format.duration() <= 0;
    return new FfmpegStream(
        format,
        decoder(input, codec, parameters),
        endless || input.kind() == Kind.DEVICE,
        index,
        parameters.codec_id(),
        stream.time_base(),
        stream.start_time() == AV_NOPTS_VALUE ? 0 : stream.start_time(),
        interval);
  }

  private static AVCodecContext decoder(
      FfmpegInput input, AVCodec codec, AVCodecParameters parameters) {
    AVCodecContext decoder = avcodec_alloc_context3(codec);
    long pixels = (long) parameters.width() * parameters.height();
    int threads = (int) Math.min(MOST_THREADS, (pixels - 1) / PIXELS_PER_THREAD + 1);
    int opened = avcodec_parameters_to_context(decoder, parameters);
    if (opened >= 0) {
      decoder.thread_count(Math.max(1, threads));
      opened = avcodec_open2(decoder, codec, (AVDictionary) null);
    }
    if (opened < 0) {
      avcodec_free_context(decoder);
      throw FfmpegErrors.unreadable(
          input, "its video cannot be decoded (" + Ffmpeg.say(opened) + ")");
    }
    return decoder;
  }
}
