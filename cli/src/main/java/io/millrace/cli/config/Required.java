package io.millrace.cli.config;

import org.jspecify.annotations.Nullable;

/** Checks of what a configuration must say. */
final class Required {

  private Required() {}

  /** The value, or an error that names the key when it is absent. */
  static <T> T value(String key, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException("%s must be given".formatted(key));
    }
    return value;
  }
}
