package io.millrace.planner.reproduce;

import io.millrace.topics.codec.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Tables that come with Millrace. */
final class Resources {

  private Resources() {}

  /** A table of this package. */
  static <T> T read(String name, Class<T> type) {
    try (InputStream in = Resources.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the class path");
      }
      return Json.read(in.readAllBytes(), type, name);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
