package io.millrace.planner.carbon.feed;

import io.millrace.planner.carbon.CarbonException;
import io.millrace.planner.carbon.CarbonException.Reason;
import io.millrace.planner.carbon.CarbonZone;
import io.millrace.planner.carbon.Question;
import io.millrace.planner.carbon.SignalType;
import io.millrace.planner.carbon.WattTimePayload;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * WattTime over HTTP. Now is the first point of the forecast. Logs in with user and password for a
 * token that lasts thirty minutes, renews it five minutes before, and once more when it is refused;
 * login, refusal and answer together take no longer than the timeout.
 */
public final class WattTimeFeed implements CarbonFeed {

  /** Where the provider answers. */
  public static final URI ADDRESS = URI.create("https://api.watttime.org");

  private static final Duration TOKEN_KEPT = Duration.ofMinutes(25);

  /** The horizon of {@code latest}, in hours: the shortest there is. */
  private static final int LATEST_HOURS = 1;

  private static final int MOST_HOURS = 72;

  private final HttpProvider provider;
  private final String user;
  private final Secret password;
  private final ZoneNames names;
  private final SignalType type;
  private final LongSupplier nanoClock;

  // Two askers at once may both log in; the later token stays, and both hold.
  private volatile @Nullable Login login;

  /**
   * A feed.
   *
   * @param nanoClock nanoseconds of a clock that only runs forward
   * @throws CarbonException if life-cycle intensities are wanted
   */
  public WattTimeFeed(
      HttpProvider provider,
      String user,
      Secret password,
      ZoneNames names,
      SignalType type,
      LongSupplier nanoClock) {
    WattTimePayload.signalType(type);
    this.provider = provider;
    this.user = user;
    this.password = password;
    this.names = names;
    this.type = type;
    this.nanoClock = nanoClock;
  }

  @Override
  public String source() {
    return WattTimePayload.SOURCE;
  }

  @Override
  public SignalType type() {
    return type;
  }

  @Override
  public FeedAnswer latest(CarbonZone zone, Instant now) {
    return ask(LATEST_HOURS, zone, now);
  }

  @Override
  public FeedAnswer forecast(CarbonZone zone, Instant now, Duration horizon) {
    long hours = horizon.plusHours(1).minusNanos(1).toHours();
    return ask((int) Math.max(1, Math.min(MOST_HOURS, hours)), zone, now);
  }

  private FeedAnswer ask(int hours, CarbonZone zone, Instant now) {
    long end = nanoClock.getAsLong() + provider.timeout().toNanos();
    Question question = new Question(zone, names.of(zone), type);
    Map<String, String> query =
        Map.of(
            "region", question.name(),
            "signal_type", WattTimePayload.signalType(type),
            "horizon_hours", Integer.toString(hours));
    Login kept = login;
    HttpReply reply;
    if (kept != null && nanoClock.getAsLong() - kept.nanos() < TOKEN_KEPT.toNanos()) {
      reply = get(kept, query, now, end);
      if (isUnauthorised(reply)) {
        reply = loginAndGet(query, now, end);
      }
    } else {
      reply = loginAndGet(query, now, end);
    }
    return Answers.read(reply, question, source(), WattTimePayload::forecast);
  }

  private HttpReply loginAndGet(Map<String, String> query, Instant now, long end) {
    String credentials = user + ":" + password.reveal();
    String basic = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    long asked = nanoClock.getAsLong();
    HttpReply reply = request("/login", Map.of(), "Basic " + basic, now, end);
    if (!(reply instanceof HttpReply.Body body)) {
      login = null;
      return reply;
    }
    try {
      Login fresh = new Login(new Secret(WattTimePayload.token(body.bytes())), asked);
      login = fresh;
      return get(fresh, query, now, end);
    } catch (CarbonException e) {
      return new HttpReply.None(FeedAnswer.Failed.of(e));
    }
  }

  private HttpReply get(Login by, Map<String, String> query, Instant now, long end) {
    return request("/v3/forecast", query, "Bearer " + by.token().reveal(), now, end);
  }

  private HttpReply request(
      String path, Map<String, String> query, String authorization, Instant now, long end) {
    long left = end - nanoClock.getAsLong();
    if (left <= 0) {
      return new HttpReply.None(
          new FeedAnswer.Failed(
              Reason.TIMEOUT,
              "WattTime: %s: no time was left of %s.%nMaybe timeout can be made longer."
                  .formatted(path, provider.timeout()),
              Duration.ZERO));
    }
    return provider.get(
        path, query, Map.of("Authorization", authorization), now, Duration.ofNanos(left));
  }

  private static boolean isUnauthorised(HttpReply reply) {
    return reply instanceof HttpReply.None none && none.why().reason() == Reason.UNAUTHORISED;
  }

  /** A token and when it was asked for. */
  private record Login(Secret token, long nanos) {}
}
