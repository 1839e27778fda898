package io.millrace.planner.carbon.feed;

import io.millrace.planner.carbon.CarbonException;
import io.millrace.planner.carbon.CarbonSignal;
import io.millrace.planner.carbon.ParsedSignals;
import java.time.Duration;
import java.util.List;

/** What a feed says when asked. */
public sealed interface FeedAnswer {

  /**
   * It knows something.
   *
   * @param signals at least one
   * @param skipped entries of the answer that had no value
   */
  record Signals(List<CarbonSignal> signals, int skipped) implements FeedAnswer {
    public Signals {
      signals = List.copyOf(signals);
      if (signals.isEmpty()) {
        throw new IllegalArgumentException("An answer without signals is a failure.");
      }
    }
  }

  /**
   * It does not answer, or with something that cannot be used.
   *
   * @param message what, where, and what to do
   * @param askAgainAfter what the provider asks for; zero if nothing
   */
  record Failed(CarbonException.Reason reason, String message, Duration askAgainAfter)
      implements FeedAnswer {

    static Failed of(CarbonException e) {
      String message = e.getMessage();
      return new Failed(e.reason(), message == null ? e.reason().name() : message, Duration.ZERO);
    }
  }

  /** Parsed signals as an answer; none is a failure. */
  static FeedAnswer of(ParsedSignals parsed, String source, String asked) {
    return parsed.signals().isEmpty()
        ? new Failed(
            CarbonException.Reason.EMPTY,
            "%s: no value for %s (%d entries without one).%nMaybe the zone has no data at this time."
                .formatted(source, asked, parsed.skipped()),
            Duration.ZERO)
        : new Signals(parsed.signals(), parsed.skipped());
  }
}
