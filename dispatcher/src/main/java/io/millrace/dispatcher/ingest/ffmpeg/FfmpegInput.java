package io.millrace.dispatcher.ingest.ffmpeg;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * What FFmpeg is to open.
 *
 * @param kind file, network or device
 * @param url FFmpeg's name of it
 * @param shown the name that errors show: without any password
 * @param format FFmpeg's input format; empty to find out
 * @param options FFmpeg's options for opening it
 * @param loop whether a recording starts again at its end
 * @param openTimeout how long opening may take until the first data
 * @param readTimeout how long it may be silent after that
 */
public record FfmpegInput(
    Kind kind,
    String url,
    String shown,
    String format,
    Map<String, String> options,
    boolean loop,
    Duration openTimeout,
    Duration readTimeout) {

  /** Where the bytes come from. */
  public enum Kind {
    FILE,
    NETWORK,
    DEVICE
  }

  public FfmpegInput {
    options = Map.copyOf(options);
  }

  /** A video file. */
  public static FfmpegInput file(Path file, boolean loop, Duration timeout) {
    // The whitelist keeps a playlist that somebody handed in from reaching into the network.
    return new FfmpegInput(
        Kind.FILE,
        "file:" + file,
        file.toString(),
        "",
        Map.of("protocol_whitelist", "file,crypto"),
        loop,
        timeout,
        timeout);
  }

  /**
   * A network stream; RTSP runs over TCP, which loses no packets and passes firewalls.
   *
   * <p>One that states how long it is counts as a recording: it ends, and if it breaks it is read
   * again from its start.
   */
  public static FfmpegInput network(String url, String shown, Duration open, Duration read) {
    Map<String, String> options = new TreeMap<>();
    options.put("protocol_whitelist", "rtsp,rtsps,rtp,udp,tcp,tls,http,https,httpproxy,crypto");
    if (url.startsWith("rtsp")) {
      options.put("rtsp_transport", "tcp");
    }
    return new FfmpegInput(Kind.NETWORK, url, shown, "", options, false, open, read);
  }

  /**
   * A capture device.
   *
   * @param size wanted {@code WIDTHxHEIGHT}; empty for the device's own
   * @param picturesPerSecond wanted rate; 0 for the device's own
   */
  public static FfmpegInput device(
      String format,
      String name,
      String shown,
      String size,
      double picturesPerSecond,
      Duration open,
      Duration read) {
    Map<String, String> options = new TreeMap<>();
    if (!size.isEmpty()) {
      options.put("video_size", size);
    }
    if (picturesPerSecond > 0) {
      options.put("framerate", Double.toString(picturesPerSecond));
    }
    return new FfmpegInput(Kind.DEVICE, name, shown, format, options, false, open, read);
  }
}
