package io.millrace.topics.record;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why a frame was dropped; the bounded {@code reason} label of every drop counter. */
public enum Reason {
  /** Older than the pipeline's freshness when a stage took it. */
  STALE,
  /** A newer frame of a live camera came while the pipeline had no room. */
  FULL,
  /** Left out because the camera delivers more frames than were asked for. */
  SAMPLED,
  /** Left out because nothing in it had moved. */
  STILL,
  /** Given up because the process that held it was stopping. */
  SHUTDOWN;

  /** The reason as it stands in labels and JSON: lower case. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
