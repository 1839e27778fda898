package io.millrace.dispatcher.ingest.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_ERROR_MAX_STRING_SIZE;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import io.millrace.dispatcher.ingest.source.CameraException;
import io.millrace.dispatcher.ingest.source.CameraException.Reason;
import org.bytedeco.ffmpeg.global.avdevice;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.javacpp.BytePointer;

/** FFmpeg's libraries, loaded once and quiet: what they would print reaches people as errors. */
final class Ffmpeg {

  private static final class Loaded {
    static {
      av_log_set_level(AV_LOG_QUIET);
      avformat.avformat_network_init();
    }

    private Loaded() {}

    static void touch() {}
  }

  private static final class DevicesLoaded {
    static {
      avdevice.avdevice_register_all();
    }

    private DevicesLoaded() {}

    static void touch() {}
  }

  private Ffmpeg() {}

  /** Loads the libraries, with those of capture devices only if they are needed. */
  static void load(boolean devices) {
    try {
      Loaded.touch();
      if (devices) {
        DevicesLoaded.touch();
      }
    } catch (LinkageError e) {
      throw new CameraException(
          Reason.UNSUPPORTED,
          "FFmpeg's native libraries for this machine (%s, %s) cannot be loaded: %s; build Millrace on this kind of machine or add org.bytedeco:ffmpeg with its classifier"
              .formatted(
                  System.getProperty("os.name"), System.getProperty("os.arch"), e.getMessage()),
          e);
    }
  }

  /** What FFmpeg says about an error code. */
  static String say(int code) {
    try (BytePointer text = new BytePointer(AV_ERROR_MAX_STRING_SIZE)) {
      av_strerror(code, text, AV_ERROR_MAX_STRING_SIZE);
      return text.getString();
    }
  }

  /** The result of a call that fails only when there is no memory or Millrace asks wrongly. */
  static int check(int result, String what) {
    if (result < 0) {
      throw new CameraException(Reason.INTERNAL, what + ": " + say(result));
    }
    return result;
  }
}
