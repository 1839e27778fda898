package io.millrace.models.task;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A UTF-8 text with one entry per line, such as a model's characters or labels, at {@code
 * classpath:NAME} or {@code file:PATH}.
 */
final class Lines {
  private static final String CLASSPATH = "classpath:";
  private static final String FILE = "file:";

  private Lines() {}

  /**
   * Reads all lines; an empty line is an entry, the line end of the last line is not.
   *
   * @param place where the address stands, for messages
   */
  static List<String> read(String place, String address) {
    String text;
    try {
      if (address.startsWith(CLASSPATH)) {
        text = classpath(place, address.substring(CLASSPATH.length()));
      } else if (address.startsWith(FILE)) {
        text = Files.readString(Path.of(address.substring(FILE.length())));
      } else {
        throw new IllegalArgumentException(
            "%s: must begin with classpath: or file: (was %s)".formatted(place, address));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("%s: cannot read %s: %s".formatted(place, address, e), e);
    }
    List<String> lines = List.of(text.split("\\R", -1));
    boolean ends = lines.get(lines.size() - 1).isEmpty();
    return ends ? lines.subList(0, lines.size() - 1) : lines;
  }

  private static String classpath(String place, String name) throws IOException {
    try (InputStream in = Lines.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException(
            "%s: there is no %s on the class path; is its artefact a dependency?"
                .formatted(place, name));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
