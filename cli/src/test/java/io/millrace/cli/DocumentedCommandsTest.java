package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.config.MillraceConfig;
import io.millrace.topics.codec.StrictYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the README and the guide tell people to type and to write is understood. */
class DocumentedCommandsTest {

  private static final Pattern BLOCK = Pattern.compile("(?m)^```(\\w+)\n((?:(?!```).*\n)*)```$");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");
  private static final int LEAST_COMMANDS = 25;

  static Stream<Path> pages() throws IOException {
    Path docs = ShippedFiles.PROJECT.resolve("docs");
    List<Path> pages = new ArrayList<>();
    pages.add(ShippedFiles.PROJECT.resolve("README.md"));
    pages.add(docs.resolve("running.md"));
    try (Stream<Path> guide = Files.list(docs.resolve("guide"))) {
      guide.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages.stream();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void shouldUnderstandEveryCommandOfAPage(Path page) {
    for (String command : commands(page)) {
      try {
        ShippedFiles.parse(words(command));
      } catch (CommandLine.ParameterException e) {
        throw new AssertionError(
            "%s: %s: %s".formatted(page.getFileName(), command, e.getMessage()), e);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void shouldReadEveryConfigurationOfAPage(Path page) {
    Matcher block = BLOCK.matcher(ShippedFiles.text(page));
    while (block.find()) {
      if (block.group(1).equals("yaml") && block.group(2).startsWith("pipeline:")) {
        StrictYaml.read(block.group(2), MillraceConfig.class, page.toString());
      }
    }
  }

  @Test
  void shouldFindTheCommands() throws IOException {
    assertThat(pages().mapToInt(page -> commands(page).size()).sum()).isGreaterThan(LEAST_COMMANDS);
  }

  private static List<String> commands(Path page) {
    List<String> commands = new ArrayList<>();
    Matcher block = BLOCK.matcher(ShippedFiles.text(page));
    while (block.find()) {
      if (block.group(1).equals("sh")) {
        block
            .group(2)
            .replace("\\\n", " ")
            .lines()
            .map(line -> line.replaceFirst("\\s+(#.*|&)$", ""))
            .filter(line -> line.matches("(\\./)?millrace .*"))
            .map(line -> line.replaceFirst("^\\S+ ", ""))
            .forEach(commands::add);
      }
    }
    return commands;
  }

  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command);
    while (word.find()) {
      words.add(
          word.group(1) != null
              ? word.group(1)
              : word.group(2) != null ? word.group(2) : word.group(3));
    }
    return words;
  }
}
