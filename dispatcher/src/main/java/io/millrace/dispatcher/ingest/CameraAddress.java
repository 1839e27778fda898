package io.millrace.dispatcher.ingest;

import io.millrace.dispatcher.ingest.gate.GateSettings;
import io.millrace.dispatcher.ingest.source.AddressQuery;
import io.millrace.dispatcher.ingest.source.CameraException;
import io.millrace.dispatcher.ingest.source.CameraException.Reason;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a camera is. Its text form never shows a password.
 *
 * <ul>
 *   <li>a path or {@code file:} and a path: a recording; {@code ?loop=true} plays it again and
 *       again
 *   <li>{@code rtsp://}, {@code rtsps://}, {@code http://}, {@code https://}: a network stream
 *   <li>{@code /dev/video0}, {@code device:NAME}, {@code device:FORMAT:NAME}: a capture device;
 *       {@code ?size=1280x720&rate=30} asks it for a mode
 *   <li>{@code gate:}: the synthetic gate, see {@link GateSettings}
 * </ul>
 */
public sealed interface CameraAddress {

  /** A video file. */
  record Recording(Path file, boolean loop) implements CameraAddress {
    @Override
    public String toString() {
      return loop ? file + "?loop=true" : file.toString();
    }
  }

  /** A network stream. */
  record Network(URI uri) implements CameraAddress {
    @Override
    public String toString() {
      return withoutPassword(uri.toString());
    }
  }

  /**
   * A capture device.
   *
   * @param format FFmpeg's name of the input device, such as {@code v4l2}
   * @param name the device's name for that format
   * @param size wanted size as {@code WIDTHxHEIGHT}; empty for the device's own
   * @param rate wanted pictures per second; 0 for the device's own
   */
  record Device(String format, String name, String size, double rate) implements CameraAddress {
    @Override
    public String toString() {
      return "device:" + format + ":" + name;
    }
  }

  /** The synthetic gate. */
  record Gate(GateSettings settings) implements CameraAddress {
    @Override
    public String toString() {
      return settings.toString();
    }
  }

  /** Input devices of FFmpeg that deliver pictures. */
  Set<String> DEVICE_FORMATS = Set.of("v4l2", "avfoundation", "dshow", "lavfi");

  /**
   * The address in a text.
   *
   * @throws CameraException if no kind of camera has such an address
   */
  static CameraAddress parse(String text) {
    Matcher scheme = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(.*)").matcher(text);
    if (!scheme.matches()) {
      return text.startsWith("/dev/video") ? device(text, text) : recording(text, text);
    }
    String rest = scheme.group(2);
    return switch (scheme.group(1).toLowerCase(Locale.ROOT)) {
      case "gate" -> new Gate(GateSettings.parse(text, rest));
      case "file" -> recording(text, rest.startsWith("///") ? rest.substring(2) : rest);
      case "rtsp", "rtsps", "http", "https" -> network(text);
      case "device" -> device(text, rest);
      default ->
          throw new CameraException(
              Reason.ADDRESS,
              "%s: no camera has such an address; use a file, rtsp://, rtsps://, http://, https://, device: or gate:"
                  .formatted(withoutPassword(text)));
    };
  }

  /** The text with the password of a URL's user information hidden. */
  static String withoutPassword(String text) {
    return text.replaceFirst("(://[^/@:]*):[^/]*@", "$1:***@");
  }

  private static CameraAddress recording(String text, String rest) {
    // A file whose name holds a '?' is still a file.
    int question = path(text, rest).filter(Files::exists).isPresent() ? -1 : rest.lastIndexOf('?');
    if (question < 0) {
      return new Recording(path(text, rest).orElseThrow(() -> noPath(text)), false);
    }
    AddressQuery query = AddressQuery.parse(text, rest.substring(question + 1));
    boolean loop = query.flag("loop", false);
    query.end();
    return new Recording(
        path(text, rest.substring(0, question)).orElseThrow(() -> noPath(text)), loop);
  }

  private static Optional<Path> path(String text, String path) {
    if (path.isBlank()) {
      throw noPath(text);
    }
    try {
      return Optional.of(Path.of(path));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static CameraException noPath(String text) {
    return new CameraException(Reason.ADDRESS, "'" + text + "' names no file");
  }

  private static CameraAddress network(String text) {
    try {
      URI uri = new URI(text);
      if (uri.getHost() == null) {
        throw new CameraException(
            Reason.ADDRESS, "%s: names no host".formatted(withoutPassword(text)));
      }
      return new Network(uri);
    } catch (URISyntaxException e) {
      throw new CameraException(
          Reason.ADDRESS,
          "%s: is no URL: %s; escape special characters of a password as %%XX"
              .formatted(withoutPassword(text), e.getReason()));
    }
  }

  private static CameraAddress device(String text, String rest) {
    int question = rest.lastIndexOf('?');
    String name = question < 0 ? rest : rest.substring(0, question);
    AddressQuery query = AddressQuery.parse(text, question < 0 ? "" : rest.substring(question + 1));
    String size = query.text("size", "");
    if (!size.isEmpty()) {
      query.size("size", size);
    }
    double rate = query.number("rate", 0, 0, Pace.MAX_RATE);
    query.end();
    int colon = name.indexOf(':');
    String format = ownFormat();
    if (colon > 0 && DEVICE_FORMATS.contains(name.substring(0, colon))) {
      format = name.substring(0, colon);
      name = name.substring(colon + 1);
    }
    if (name.isBlank()) {
      throw new CameraException(
          Reason.ADDRESS, "'%s' names no device; write one like /dev/video0".formatted(text));
    }
    return new Device(format, name, size, rate);
  }

  private static String ownFormat() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (system.startsWith("mac")) {
      return "avfoundation";
    }
    return system.startsWith("windows") ? "dshow" : "v4l2";
  }
}
