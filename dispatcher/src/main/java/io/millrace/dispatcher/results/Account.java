package io.millrace.dispatcher.results;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Where every frame went, at one moment: {@code framesIn = results + deadLetters + drops +
 * inFlight}.
 *
 * @param framesIn frames that the cameras delivered, those dropped at ingest included
 * @param results frames answered
 * @param deadLetters frames that could not be worked on
 * @param drops frames given up, by stage and reason; only what occurred, by stage, then reason
 * @param inFlight frames that entered the pipeline and have no outcome yet
 * @param duplicates outcomes of frames that had one already; at-least-once delivery makes some
 * @param unclaimed outcomes of frames that nobody here entered: another dispatcher's, or those of
 *     an earlier life of this one. They are no part of the account
 */
public record Account(
    long framesIn,
    long results,
    long deadLetters,
    List<DropCount> drops,
    long inFlight,
    long duplicates,
    long unclaimed) {

  public Account {
    drops = List.copyOf(drops);
  }

  /** All drops together, in frames. */
  @JsonProperty
  public long dropped() {
    return drops.stream().mapToLong(DropCount::count).sum();
  }

  /** Whether every frame that came in has its outcome, and exactly one. */
  @JsonProperty
  public boolean accounted() {
    return inFlight == 0 && framesIn == results + deadLetters + dropped();
  }
}
