package io.millrace.dispatcher.web;

import io.millrace.dispatcher.board.StageView;
import io.millrace.dispatcher.results.Account;
import io.millrace.dispatcher.results.Accuracy;
import io.millrace.dispatcher.results.Latency;
import io.millrace.dispatcher.results.Second;
import io.millrace.topics.record.PipelineSpec;
import java.time.Instant;
import java.util.List;

/**
 * The state of everything at one moment: what the page shows once a second.
 *
 * @param version version of Millrace
 * @param at the moment
 * @param started when the dispatcher was started
 * @param pipeline the pipeline that is run
 * @param cameras the cameras, by name
 * @param stages the stages with their instances, first stage first
 * @param account where every frame went
 * @param late results that went out late
 * @param accuracy how well the plates of synthetic cameras were read
 * @param resultsPerSecond results over the last seconds
 * @param oldestSeconds age of the frame that is longest in the pipeline; 0 when none is
 * @param recent latency from capture to answer, over the last seconds
 * @param latency the same over the run
 * @param history the last minutes, second by second, oldest first
 */
public record Status(
    String version,
    Instant at,
    Instant started,
    PipelineSpec pipeline,
    List<CameraView> cameras,
    List<StageView> stages,
    Account account,
    long late,
    Accuracy accuracy,
    double resultsPerSecond,
    double oldestSeconds,
    Latency recent,
    Latency latency,
    List<Second> history) {

  public Status {
    cameras = List.copyOf(cameras);
    stages = List.copyOf(stages);
    history = List.copyOf(history);
  }
}
