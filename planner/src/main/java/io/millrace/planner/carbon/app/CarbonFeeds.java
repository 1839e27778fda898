package io.millrace.planner.carbon.app;

import io.millrace.planner.carbon.CarbonAwareSdkPayload;
import io.millrace.planner.carbon.CarbonCsv;
import io.millrace.planner.carbon.CarbonException;
import io.millrace.planner.carbon.CarbonSeries;
import io.millrace.planner.carbon.CarbonZone;
import io.millrace.planner.carbon.ParsedSignals;
import io.millrace.planner.carbon.Question;
import io.millrace.planner.carbon.SignalType;
import io.millrace.planner.carbon.feed.CarbonAwareSdkFeed;
import io.millrace.planner.carbon.feed.CarbonFeed;
import io.millrace.planner.carbon.feed.CarbonWatch;
import io.millrace.planner.carbon.feed.ElectricityMapsFeed;
import io.millrace.planner.carbon.feed.ElectricityMapsFeed.Version;
import io.millrace.planner.carbon.feed.HttpProvider;
import io.millrace.planner.carbon.feed.Secret;
import io.millrace.planner.carbon.feed.SeriesFeed;
import io.millrace.planner.carbon.feed.UkFeed;
import io.millrace.planner.carbon.feed.WattTimeFeed;
import io.millrace.planner.carbon.feed.ZoneNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Makes feeds and their watch from the configuration: reads tokens and files, opens no connection.
 *
 * @param environment the process's environment variables
 * @param clock the time; a {@link io.millrace.planner.carbon.feed.ReplayClock} to replay files
 * @param nanoClock nanoseconds of a clock that only runs forward
 */
public record CarbonFeeds(Map<String, String> environment, Clock clock, LongSupplier nanoClock) {

  /**
   * The watch that a section asks for.
   *
   * @throws IllegalArgumentException if a token or file is missing, naming the key
   * @throws CarbonException if a file's content is wrong
   */
  public CarbonWatch watch(CarbonSection section) {
    return new CarbonWatch(feeds(section), section.carbonZones(), section.watch(), clock);
  }

  /** The feeds that a section asks for, in its order. */
  public List<CarbonFeed> feeds(CarbonSection section) {
    List<CarbonFeed> feeds = new ArrayList<>();
    for (int i = 0; i < section.feeds().size(); i++) {
      feeds.add(feed(section.feeds().get(i), section.type(), "carbon.feeds[%d]".formatted(i)));
    }
    return feeds;
  }

  private CarbonFeed feed(FeedSection section, SignalType type, String path) {
    ZoneNames names = new ZoneNames(section.zoneNames());
    return switch (section.provider()) {
      case ELECTRICITY_MAPS ->
          new ElectricityMapsFeed(http(section), Version.V4, secret(section, path), names, type);
      case ELECTRICITY_MAPS_V3 ->
          new ElectricityMapsFeed(http(section), Version.V3, secret(section, path), names, type);
      case WATTTIME ->
          new WattTimeFeed(
              http(section), section.user(), secret(section, path), names, type, nanoClock);
      case UK_CARBON_INTENSITY -> new UkFeed(http(section), names, type);
      case CARBON_AWARE_SDK -> new CarbonAwareSdkFeed(http(section), names, type);
      case CARBON_AWARE_SDK_FILE ->
          files(
              section,
              type,
              path,
              CarbonAwareSdkPayload.SOURCE,
              (bytes, question, file) -> CarbonAwareSdkPayload.file(bytes, question));
      case CSV -> files(section, type, path, CarbonCsv.SOURCE, CarbonCsv::parse);
    };
  }

  private static HttpProvider http(FeedSection section) {
    return new HttpProvider(section.provider().toString(), section.address(), section.timeout());
  }

  private Secret secret(FeedSection section, String path) {
    if (!section.tokenEnv().isEmpty()) {
      String value = environment.getOrDefault(section.tokenEnv(), "");
      if (value.isBlank()) {
        throw new IllegalArgumentException(
            "%s.token_env: the environment variable %s is not set.%nMaybe export %s=…"
                .formatted(path, section.tokenEnv(), section.tokenEnv()));
      }
      return new Secret(value.strip());
    }
    byte[] bytes = bytes(Path.of(section.tokenFile()), path + ".token_file");
    String value = new String(bytes, StandardCharsets.UTF_8).strip();
    if (value.isEmpty()) {
      throw new IllegalArgumentException(
          "%s.token_file: %s is empty.".formatted(path, section.tokenFile()));
    }
    return new Secret(value);
  }

  private static SeriesFeed files(
      FeedSection section, SignalType type, String path, String source, FileReader reader) {
    ZoneNames names = new ZoneNames(section.zoneNames());
    Map<CarbonZone, CarbonSeries> series = new LinkedHashMap<>();
    section
        .files()
        .forEach(
            (name, file) -> {
              CarbonZone zone = new CarbonZone(name);
              byte[] bytes = bytes(Path.of(file), path + ".files." + name);
              Question question = new Question(zone, names.of(zone), type);
              series.put(zone, CarbonSeries.of(reader.read(bytes, question, file).signals()));
            });
    return new SeriesFeed(source, type, series);
  }

  private static byte[] bytes(Path file, String path) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("%s: %s: no such file.".formatted(path, file), e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s: %s cannot be read: %s".formatted(path, file, e.getMessage()), e);
    }
  }

  /** From a file's bytes to signals. */
  private interface FileReader {
    ParsedSignals read(byte[] bytes, Question question, String file);
  }
}
