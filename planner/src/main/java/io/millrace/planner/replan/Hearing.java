package io.millrace.planner.replan;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether the planner hears the cluster at all.
 *
 * <p>When no device and no instance is heard, the planner is deaf, most likely because Kafka is
 * away, rather than all of them dead. Such time counts as nobody's silence: otherwise the planner
 * would take devices for lost that only cannot be heard, and after an outage plan without those
 * that speak a moment later than the others. Not thread-safe.
 */
public final class Hearing {

  /** Time without any word after which the planner is deaf: three resource reports. */
  public static final Duration DEAF = Duration.ofSeconds(3);

  /** How long it must hear before it trusts what it hears: each device has spoken by then. */
  public static final Duration LISTENS = Duration.ofSeconds(2);

  private @Nullable Instant since;
  private Instant last = Instant.EPOCH;

  /**
   * Somebody said something; gives how long nobody was heard before, if that is to be forgiven,
   * else zero.
   */
  public Duration word(Instant now) {
    Duration quiet = since == null ? Duration.ZERO : Duration.between(last, now);
    boolean deaf = quiet.compareTo(DEAF) > 0;
    if (since == null || deaf) {
      since = now;
    }
    last = now;
    return deaf ? quiet : Duration.ZERO;
  }

  /** Whether it has been hearing for long enough, and still is. */
  public boolean listens(Instant now) {
    return since != null
        && Duration.between(last, now).compareTo(DEAF) <= 0
        && Duration.between(since, now).compareTo(LISTENS) >= 0;
  }
}
