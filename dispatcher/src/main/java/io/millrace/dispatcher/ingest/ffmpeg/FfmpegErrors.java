package io.millrace.dispatcher.ingest.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EACCES;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_ENOENT;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_FORBIDDEN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_NOT_FOUND;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_UNAUTHORIZED;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_INVALIDDATA;

import io.millrace.dispatcher.ingest.ffmpeg.FfmpegInput.Kind;
import io.millrace.dispatcher.ingest.source.CameraException;
import io.millrace.dispatcher.ingest.source.CameraException.Reason;
import java.time.Duration;

/** FFmpeg's error codes as errors that say what, where and what to do. */
final class FfmpegErrors {

  private FfmpegErrors() {}

  /** Opening took longer than it may. */
  static CameraException noAnswer(FfmpegInput input) {
    return new CameraException(
        Reason.NO_ANSWER,
        "%s: no answer within %s; check that the camera is on, that the address and port are right and that no firewall is in between, or raise the open timeout"
            .formatted(input.shown(), seconds(input.openTimeout())));
  }

  /** A camera that was open said nothing for too long. */
  static CameraException silent(FfmpegInput input, Duration timeout) {
    return new CameraException(
        Reason.NO_ANSWER,
        "%s: no picture for %s; check the camera and its network, or raise the read timeout"
            .formatted(input.shown(), seconds(timeout)));
  }

  /** Opening failed. */
  static CameraException refused(FfmpegInput input, int code) {
    if (code == AVERROR_HTTP_UNAUTHORIZED()
        || code == AVERROR_HTTP_FORBIDDEN()
        || code == AVERROR_EACCES()) {
      return new CameraException(
          Reason.FORBIDDEN,
          "%s: access denied (%s); %s"
              .formatted(
                  input.shown(),
                  Ffmpeg.say(code),
                  input.kind() == Kind.NETWORK
                      ? "give user and password in the address: scheme://user:password@host/"
                      : "let the user that runs Millrace read it"));
    }
    if (input.kind() == Kind.FILE) {
      return code == AVERROR_ENOENT()
          ? missing(input)
          : unreadable(input, "no video file that FFmpeg knows (" + Ffmpeg.say(code) + ")");
    }
    if (code == AVERROR_INVALIDDATA()) {
      return new CameraException(
          Reason.LOST,
          "%s: answered, but not with video; check the path behind the host"
              .formatted(input.shown()));
    }
    String advice =
        code == AVERROR_HTTP_NOT_FOUND()
            ? "check the path behind the host"
            : input.kind() == Kind.DEVICE
                ? "check that the device is plugged in and not in use"
                : "check that the camera is on and that host and port are right";
    return new CameraException(
        Reason.REFUSED,
        "%s: cannot be opened (%s); %s".formatted(input.shown(), Ffmpeg.say(code), advice));
  }

  /** Reading failed on an open source. */
  static CameraException broken(FfmpegInput input, int code) {
    return input.kind() == Kind.FILE
        ? unreadable(input, "damaged (" + Ffmpeg.say(code) + ")")
        : new CameraException(
            Reason.LOST,
            "%s: the stream broke (%s); it is opened again"
                .formatted(input.shown(), Ffmpeg.say(code)));
  }

  /** There is no such file. */
  static CameraException missing(FfmpegInput input) {
    return new CameraException(
        Reason.MISSING, "%s: there is no such file; check the path".formatted(input.shown()));
  }

  /** There is something, but no pictures can be had from it. */
  static CameraException unreadable(FfmpegInput input, String why) {
    return new CameraException(
        Reason.UNREADABLE,
        "%s: %s; check it with 'ffprobe' or name another".formatted(input.shown(), why));
  }

  private static String seconds(Duration time) {
    return "%.1f s".formatted(time.toNanos() / 1e9);
  }
}
