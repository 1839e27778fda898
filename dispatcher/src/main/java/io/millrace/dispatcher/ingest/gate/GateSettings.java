package io.millrace.dispatcher.ingest.gate;

import io.millrace.dispatcher.ingest.source.AddressQuery;
import io.millrace.dispatcher.ingest.source.CameraException;
import io.millrace.topics.codec.DurationText;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What the synthetic gate shows: {@code gate:?seed=7&size=960x540&scene=containers}.
 *
 * @param seed picks everything that passes and the landscape; the same seed gives the same pictures
 * @param width picture width in pixels, 320 to 1920
 * @param height picture height in pixels, 180 to 1080
 * @param picturesPerSecond pictures per second of the scene's time, 0.1 to 120
 * @param scene what passes
 * @param blurMillis exposure time in milliseconds, which smears what moves; 0 to 20
 * @param noise standard deviation of the sensor's noise by day in steps of 1/255; 0 to 20
 * @param day how long one round from day to dusk and back takes, at least 1 s
 */
public record GateSettings(
    long seed,
    int width,
    int height,
    double picturesPerSecond,
    Scene scene,
    double blurMillis,
    double noise,
    Duration day) {

  /** What passes the gate. */
  public enum Scene {
    /** Cars, vans and trucks with number plates, coming to the gate and leaving it. */
    VEHICLES,
    /** Trucks with containers that carry their ISO 6346 code. */
    CONTAINERS;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final double MOST_RATE = 120;
  private static final double MOST_BLUR_MILLIS = 20;
  private static final double MOST_NOISE = 20;

  /** What {@code gate:} shows without further settings. */
  public static final GateSettings DEFAULT =
      new GateSettings(1, 640, 360, 10, Scene.VEHICLES, 4, 3, Duration.ofMinutes(2));

  public GateSettings {
    if (width < 320 || width > 1920 || height < 180 || height > 1080) {
      throw new IllegalArgumentException(
          "size must lie between 320x180 and 1920x1080 (was %dx%d)".formatted(width, height));
    }
    check("rate", picturesPerSecond, 0.1, MOST_RATE);
    check("blur", blurMillis, 0, MOST_BLUR_MILLIS);
    check("noise", noise, 0, MOST_NOISE);
    if (day.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("day must be at least 1s (was " + day + ")");
    }
  }

  /**
   * The settings in an address.
   *
   * @param address the whole address, for errors
   * @param rest what stands behind {@code gate:}, nothing or {@code ?} and settings
   * @throws CameraException if a setting is unknown or out of its range
   */
  public static GateSettings parse(String address, String rest) {
    String settings = rest.startsWith("//") ? rest.substring(2) : rest;
    if (!settings.isEmpty() && !settings.startsWith("?")) {
      throw new CameraException(
          CameraException.Reason.ADDRESS,
          "%s: the gate has no name or path; write gate: or gate:?seed=7".formatted(address));
    }
    AddressQuery query =
        AddressQuery.parse(address, settings.isEmpty() ? "" : settings.substring(1));
    int[] size = query.size("size", DEFAULT.width() + "x" + DEFAULT.height());
    String scene = query.text("scene", DEFAULT.scene().label());
    try {
      GateSettings result =
          new GateSettings(
              query.whole("seed", DEFAULT.seed()),
              size[0],
              size[1],
              query.number("rate", DEFAULT.picturesPerSecond(), 0.1, MOST_RATE),
              sceneOf(scene),
              query.number("blur", DEFAULT.blurMillis(), 0, MOST_BLUR_MILLIS),
              query.number("noise", DEFAULT.noise(), 0, MOST_NOISE),
              DurationText.parse(query.text("day", DEFAULT.day().toSeconds() + "s")));
      query.end();
      return result;
    } catch (IllegalArgumentException e) {
      throw query.wrong(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public String toString() {
    return "gate:?seed=%d&size=%dx%d&rate=%s&scene=%s&blur=%s&noise=%s&day=%dms"
        .formatted(
            seed,
            width,
            height,
            picturesPerSecond,
            scene.label(),
            blurMillis,
            noise,
            day.toMillis());
  }

  private static Scene sceneOf(String name) {
    return Arrays.stream(Scene.values())
        .filter(scene -> scene.label().equals(name))
        .findAny()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "scene must be %s (was %s)"
                        .formatted(
                            Arrays.stream(Scene.values())
                                .map(Scene::label)
                                .collect(Collectors.joining(" or ")),
                            name)));
  }

  private static void check(String name, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          "%s must lie between %s and %s (was %s)".formatted(name, least, most, value));
    }
  }
}
