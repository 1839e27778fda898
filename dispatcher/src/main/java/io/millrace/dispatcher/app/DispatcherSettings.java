package io.millrace.dispatcher.app;

import io.millrace.dispatcher.web.WebSettings;
import io.millrace.topics.record.PipelineSpec;
import java.time.Duration;

/**
 * What a dispatcher is told.
 *
 * @param version version of Millrace, for the page
 * @param pipeline the pipeline that it feeds
 * @param web where people reach it
 * @param liveWindow most frames of a live camera under way: few, because what waits grows old
 * @param fileWindow most frames of a file read {@code asap} under way: enough to keep every
 *     instance busy
 * @param reorderDeadline how long a result waits for an earlier one of its camera
 */
public record DispatcherSettings(
    String version,
    PipelineSpec pipeline,
    WebSettings web,
    int liveWindow,
    int fileWindow,
    Duration reorderDeadline) {

  /** Frames of a live camera under way unless told otherwise (8). */
  public static final int DEFAULT_LIVE_WINDOW = 8;

  /** Frames of a file under way unless told otherwise (64). */
  public static final int DEFAULT_FILE_WINDOW = 64;

  /**
   * How long a result waits for an earlier one unless told otherwise (30 s): longer than a cluster
   * takes to notice that a worker died and to repeat its work, so that order survives it.
   */
  public static final Duration DEFAULT_REORDER_DEADLINE = Duration.ofSeconds(30);

  /** A dispatcher with the default windows. */
  public static DispatcherSettings of(String version, PipelineSpec pipeline, WebSettings web) {
    return new DispatcherSettings(
        version, pipeline, web, DEFAULT_LIVE_WINDOW, DEFAULT_FILE_WINDOW, DEFAULT_REORDER_DEADLINE);
  }
}
