package io.millrace.planner.carbon.feed;

import io.millrace.planner.carbon.CarbonException;
import io.millrace.planner.carbon.CarbonZone;
import io.millrace.planner.carbon.Kind;
import io.millrace.planner.carbon.Question;
import io.millrace.planner.carbon.Scope;
import io.millrace.planner.carbon.SignalType;
import io.millrace.planner.carbon.UkPayload;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * The UK Carbon Intensity API over HTTP: Great Britain ({@code GB}) or one of its regions ({@code
 * 1} to {@code 17}); no token.
 */
public final class UkFeed implements CarbonFeed {

  /** Where the provider answers. */
  public static final URI ADDRESS = URI.create("https://api.carbonintensity.org.uk");

  private static final SignalType TYPE = new SignalType(Kind.AVERAGE, Scope.DIRECT);
  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm'Z'").withZone(ZoneOffset.UTC);

  private final HttpProvider provider;
  private final ZoneNames names;

  /**
   * A feed.
   *
   * @throws CarbonException if another type is wanted than average direct
   */
  public UkFeed(HttpProvider provider, ZoneNames names, SignalType type) {
    if (!type.equals(TYPE)) {
      throw new CarbonException(
          CarbonException.Reason.MIXED,
          "UK Carbon Intensity has %s intensities, not %s ones.%nMaybe set kind to average and scope to direct."
              .formatted(TYPE, type));
    }
    this.provider = provider;
    this.names = names;
  }

  @Override
  public String source() {
    return UkPayload.SOURCE;
  }

  @Override
  public SignalType type() {
    return TYPE;
  }

  @Override
  public FeedAnswer latest(CarbonZone zone, Instant now) {
    String name = names.of(zone);
    return ask(
        name.equals(UkPayload.NATIONAL)
            ? "/intensity"
            : "/regional/regionid/" + HttpProvider.encode(name),
        zone,
        now);
  }

  /** Two days or one, as far as is asked. */
  @Override
  public FeedAnswer forecast(CarbonZone zone, Instant now, Duration horizon) {
    String name = names.of(zone);
    String span = horizon.compareTo(Duration.ofHours(24)) > 0 ? "/fw48h" : "/fw24h";
    String path = "/intensity/" + MINUTES.format(now) + span;
    return ask(
        name.equals(UkPayload.NATIONAL)
            ? path
            : "/regional" + path + "/regionid/" + HttpProvider.encode(name),
        zone,
        now);
  }

  private FeedAnswer ask(String path, CarbonZone zone, Instant now) {
    Question question = new Question(zone, names.of(zone), TYPE);
    HttpReply reply = provider.get(path, Map.of(), Map.of(), now);
    return Answers.read(reply, question, source(), UkPayload::parse);
  }
}
