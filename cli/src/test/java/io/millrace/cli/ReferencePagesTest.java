package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.config.MillraceConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The generated pages are what the code says, and what the pages point to is there. */
class ReferencePagesTest {

  private static final Path DOCS = ShippedFiles.PROJECT.resolve("docs");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:\\s]+)(?:#[^)]*)?\\)");

  @Test
  void shouldListEveryCommandWithItsOptions() throws IOException {
    requireCurrent("reference/commands.md", ReferencePages.commands(Millrace.commandLine()));
  }

  @Test
  void shouldListEveryKeyOfTheConfiguration() throws IOException {
    try (InputStream in = MillraceConfig.class.getResourceAsStream("millrace.schema.json")) {
      requireCurrent(
          "reference/configuration.md",
          ReferencePages.configuration(new ObjectMapper().readTree(in)));
    }
  }

  @Test
  void shouldPointOnlyToFilesThatAreThere() throws IOException {
    List<Path> pages;
    try (Stream<Path> files = Files.walk(DOCS)) {
      pages =
          Stream.concat(
                  files.filter(file -> file.toString().endsWith(".md")),
                  Stream.of(
                      ShippedFiles.PROJECT.resolve("README.md"),
                      ShippedFiles.PROJECT.resolve("CONTRIBUTING.md")))
              .toList();
    }
    List<String> broken = new ArrayList<>();
    for (Path page : pages) {
      Matcher link = LINK.matcher(ShippedFiles.text(page));
      while (link.find()) {
        if (!Files.exists(page.resolveSibling(link.group(1)))) {
          broken.add(ShippedFiles.PROJECT.relativize(page) + " -> " + link.group(1));
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  /** With {@code -Dmillrace.write=true} the page is written instead of compared. */
  private static void requireCurrent(String page, String wanted) throws IOException {
    Path file = DOCS.resolve(page);
    if (Boolean.getBoolean("millrace.write")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, wanted);
    }
    assertThat(file)
        .as(
            "stale; write it anew: mvn -pl cli -am test -Dtest=ReferencePagesTest -Dmillrace.write=true")
        .hasContent(wanted);
  }
}
