package io.millrace.planner.carbon;

import java.util.Optional;

/** What is remembered of one feed for one zone. */
public sealed interface FeedMemory {

  /** The feed's name. */
  String source();

  /** The last signal it gave. */
  Optional<CarbonSignal> last();

  /** It was not asked, because one before it answered, or not yet. */
  record Unasked(String source) implements FeedMemory {
    @Override
    public Optional<CarbonSignal> last() {
      return Optional.empty();
    }
  }

  /** Its last answer was good. */
  record Answered(CarbonSignal signal) implements FeedMemory {
    @Override
    public String source() {
      return signal.source();
    }

    @Override
    public Optional<CarbonSignal> last() {
      return Optional.of(signal);
    }
  }

  /** It never answered well, and the last time for this reason. */
  record Silent(String source, String reason) implements FeedMemory {
    @Override
    public Optional<CarbonSignal> last() {
      return Optional.empty();
    }
  }

  /** It answered well before, and failed the last time for this reason. */
  record Failing(CarbonSignal signal, String reason) implements FeedMemory {
    @Override
    public String source() {
      return signal.source();
    }

    @Override
    public Optional<CarbonSignal> last() {
      return Optional.of(signal);
    }
  }

  /** The memory after a good answer. */
  default FeedMemory answered(CarbonSignal signal) {
    return new Answered(signal);
  }

  /** The memory after a failure. */
  default FeedMemory failed(String reason) {
    return last()
        .<FeedMemory>map(signal -> new Failing(signal, reason))
        .orElseGet(() -> new Silent(source(), reason));
  }
}
