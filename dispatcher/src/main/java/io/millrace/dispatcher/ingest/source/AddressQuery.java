package io.millrace.dispatcher.ingest.source;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings behind the {@code ?} of a camera's address, such as {@code seed=7&size=960x540}.
 *
 * <p>Strict: a setting given twice, without a value, or never asked for is an error.
 */
public final class AddressQuery {

  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

  private final String address;
  private final Map<String, String> unread = new LinkedHashMap<>();
  private final TreeSet<String> known = new TreeSet<>();

  private AddressQuery(String address) {
    this.address = address;
  }

  /**
   * The settings in a query.
   *
   * @param address the whole address, for errors
   * @param query what stands behind the {@code ?}; may be empty
   * @throws CameraException if it is no list of {@code name=value}
   */
  public static AddressQuery parse(String address, String query) {
    AddressQuery result = new AddressQuery(address);
    if (query.isEmpty()) {
      return result;
    }
    for (String part : query.split("&", -1)) {
      int equals = part.indexOf('=');
      if (equals < 1 || equals == part.length() - 1) {
        throw result.wrong("'%s' is no setting; write name=value".formatted(part));
      }
      if (result.unread.put(part.substring(0, equals), part.substring(equals + 1)) != null) {
        throw result.wrong("'%s' is set twice".formatted(part.substring(0, equals)));
      }
    }
    return result;
  }

  /** The setting's text, or the default when it is not given. */
  public String text(String name, String byDefault) {
    known.add(name);
    String value = unread.remove(name);
    return value == null ? byDefault : value;
  }

  /** The setting as {@code true} or {@code false}. */
  public boolean flag(String name, boolean byDefault) {
    String value = text(name, Boolean.toString(byDefault));
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong("%s must be true or false (was %s)".formatted(name, value));
    };
  }

  /** The setting as a whole number. */
  public long whole(String name, long byDefault) {
    String value = text(name, Long.toString(byDefault));
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new CameraException(
          CameraException.Reason.ADDRESS,
          message("%s must be a whole number (was %s)".formatted(name, value)),
          e);
    }
  }

  /** The setting as a number between two bounds, both allowed. */
  public double number(String name, double byDefault, double least, double most) {
    String value = text(name, Double.toString(byDefault));
    double number;
    try {
      number = Double.parseDouble(value);
    } catch (NumberFormatException e) {
      number = Double.NaN;
    }
    if (!(number >= least && number <= most)) {
      throw wrong("%s must be a number from %s to %s (was %s)".formatted(name, least, most, value));
    }
    return number;
  }

  /** The setting as {@code WIDTHxHEIGHT} in pixels, both > 0. */
  public int[] size(String name, String byDefault) {
    String value = text(name, byDefault);
    Matcher size = SIZE.matcher(value);
    if (!size.matches()
        || Integer.parseInt(size.group(1)) == 0
        || Integer.parseInt(size.group(2)) == 0) {
      throw wrong("%s must be WIDTHxHEIGHT such as 960x540 (was %s)".formatted(name, value));
    }
    return new int[] {Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2))};
  }

  /** Fails if a setting was given that nobody asked for. */
  public void end() {
    if (!unread.isEmpty()) {
      throw wrong(
          "unknown setting '%s'; known are %s"
              .formatted(unread.keySet().iterator().next(), String.join(", ", known)));
    }
  }

  /** The error for a setting that cannot be. */
  public CameraException wrong(String what) {
    return new CameraException(CameraException.Reason.ADDRESS, message(what));
  }

  private String message(String what) {
    return address + ": " + what;
  }
}
