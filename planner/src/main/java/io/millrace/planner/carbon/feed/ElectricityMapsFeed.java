package io.millrace.planner.carbon.feed;

import io.millrace.planner.carbon.CarbonException;
import io.millrace.planner.carbon.CarbonZone;
import io.millrace.planner.carbon.ElectricityMapsPayload;
import io.millrace.planner.carbon.Kind;
import io.millrace.planner.carbon.Question;
import io.millrace.planner.carbon.Scope;
import io.millrace.planner.carbon.SignalType;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Electricity Maps over HTTP: the zone's average intensity, direct or life-cycle. */
public final class ElectricityMapsFeed implements CarbonFeed {

  /** Where the provider answers. */
  public static final URI ADDRESS = URI.create("https://api.electricitymaps.com");

  /** The horizons that version 4 knows, in hours. */
  private static final int[] HORIZONS = {6, 24, 48, 72};

  private final HttpProvider provider;
  private final Version version;
  private final Secret token;
  private final ZoneNames names;
  private final SignalType type;

  /** The versions of the interface. */
  public enum Version {
    V3("/v3/carbon-intensity"),
    V4("/v4/carbon-intensity");

    private final String path;

    Version(String path) {
      this.path = path;
    }
  }

  /**
   * A feed.
   *
   * @throws CarbonException if marginal intensities are wanted
   */
  public ElectricityMapsFeed(
      HttpProvider provider, Version version, Secret token, ZoneNames names, SignalType type) {
    if (type.kind() != Kind.AVERAGE) {
      throw new CarbonException(
          CarbonException.Reason.MIXED,
          "Electricity Maps has average intensities, not %s ones.%nMaybe set kind to average."
              .formatted(type.kind()));
    }
    this.provider = provider;
    this.version = version;
    this.token = token;
    this.names = names;
    this.type = type;
  }

  @Override
  public String source() {
    return ElectricityMapsPayload.SOURCE;
  }

  @Override
  public SignalType type() {
    return type;
  }

  @Override
  public FeedAnswer latest(CarbonZone zone, Instant now) {
    return ask("/latest", Map.of(), zone, now);
  }

  @Override
  public FeedAnswer forecast(CarbonZone zone, Instant now, Duration horizon) {
    return ask(
        "/forecast",
        version == Version.V4 ? Map.of("horizonHours", Integer.toString(hours(horizon))) : Map.of(),
        zone,
        now);
  }

  private FeedAnswer ask(String path, Map<String, String> more, CarbonZone zone, Instant now) {
    Question question = new Question(zone, names.of(zone), type);
    Map<String, String> query = new HashMap<>(more);
    query.put("zone", question.name());
    query.put("emissionFactorType", type.scope() == Scope.DIRECT ? "direct" : "lifecycle");
    HttpReply reply =
        provider.get(version.path + path, query, Map.of("auth-token", token.reveal()), now);
    return Answers.read(reply, question, source(), ElectricityMapsPayload::parse);
  }

  /** The shortest horizon that reaches as far as is wanted, or the longest there is. */
  private static int hours(Duration horizon) {
    for (int hours : HORIZONS) {
      if (Duration.ofHours(hours).compareTo(horizon) >= 0) {
        return hours;
      }
    }
    return HORIZONS[HORIZONS.length - 1];
  }
}
