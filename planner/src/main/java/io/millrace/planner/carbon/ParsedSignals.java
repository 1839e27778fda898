package io.millrace.planner.carbon;

import java.util.List;

/**
 * What a provider's answer holds.
 *
 * @param signals in the order of the answer; may be empty
 * @param skipped entries without a value
 */
public record ParsedSignals(List<CarbonSignal> signals, int skipped) {

  public ParsedSignals {
    signals = List.copyOf(signals);
    if (skipped < 0) {
      throw new IllegalArgumentException("skipped must be at least 0 (was %d)".formatted(skipped));
    }
  }
}
