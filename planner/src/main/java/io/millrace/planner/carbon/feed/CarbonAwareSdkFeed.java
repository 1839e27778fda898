package io.millrace.planner.carbon.feed;

import io.millrace.planner.carbon.CarbonAwareSdkPayload;
import io.millrace.planner.carbon.CarbonZone;
import io.millrace.planner.carbon.Question;
import io.millrace.planner.carbon.SignalType;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * The Carbon Aware SDK's web interface. The type is taken on trust: it depends on the data source
 * that the SDK was set up with.
 */
public final class CarbonAwareSdkFeed implements CarbonFeed {

  private final HttpProvider provider;
  private final ZoneNames names;
  private final SignalType type;

  public CarbonAwareSdkFeed(HttpProvider provider, ZoneNames names, SignalType type) {
    this.provider = provider;
    this.names = names;
    this.type = type;
  }

  @Override
  public String source() {
    return CarbonAwareSdkPayload.SOURCE;
  }

  @Override
  public SignalType type() {
    return type;
  }

  @Override
  public FeedAnswer latest(CarbonZone zone, Instant now) {
    Question question = new Question(zone, names.of(zone), type);
    HttpReply reply =
        provider.get("/emissions/bylocation", Map.of("location", question.name()), Map.of(), now);
    return Answers.read(reply, question, source(), CarbonAwareSdkPayload::byLocation);
  }

  @Override
  public FeedAnswer forecast(CarbonZone zone, Instant now, Duration horizon) {
    Question question = new Question(zone, names.of(zone), type);
    HttpReply reply =
        provider.get(
            "/emissions/forecasts/current", Map.of("location", question.name()), Map.of(), now);
    return Answers.read(reply, question, source(), CarbonAwareSdkPayload::forecast);
  }
}
