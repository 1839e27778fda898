package io.millrace.dispatcher.board;

import io.millrace.topics.record.InstanceId;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.StageSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The latest load report of every instance, put together by stage.
 *
 * <p>An instance that has not reported for {@link #SILENT_AFTER} is shown as silent and adds
 * nothing to rates; after {@link #GONE_AFTER} it is no longer shown, but what it did stays in the
 * stage's totals. One that fell silent while it drained has left, and is gone at once.
 *
 * <p>One report is kept of every instance that ever was: some hundred bytes per restart of a
 * worker. Safe for use by many threads.
 */
public final class LoadBoard {

  /** Age at which a report no longer says what happens now (2 s, ten reports). */
  public static final Duration SILENT_AFTER = Duration.ofSeconds(2);

  /** Age at which an instance is taken for gone (30 s). */
  public static final Duration GONE_AFTER = Duration.ofSeconds(30);

  private final Clock clock;
  private final Map<InstanceId, LoadReport> latest = new HashMap<>();

  /** Without any report. The clock must agree with the instances' to within a second. */
  public LoadBoard(Clock clock) {
    this.clock = clock;
  }

  /** Takes a report; one that is older than what is known is ignored. */
  public synchronized void report(LoadReport report) {
    latest.merge(
        report.instance(), report, (known, next) -> next.at().isBefore(known.at()) ? known : next);
  }

  /** The pipeline's stages, first stage first; reports of other pipelines are left out. */
  public synchronized List<StageView> stages(PipelineSpec pipeline) {
    Instant now = clock.instant();
    List<StageView> views = new ArrayList<>();
    for (StageSpec stage : pipeline.stages()) {
      List<LoadReport> reports =
          latest.values().stream()
              .filter(report -> report.pipeline().equals(pipeline.name()))
              .filter(report -> report.stage().equals(stage.name()))
              .sorted(Comparator.comparing(LoadReport::device).thenComparing(LoadReport::instance))
              .toList();
      views.add(view(stage, reports, now));
    }
    return views;
  }

  private StageView view(StageSpec stage, List<LoadReport> reports, Instant now) {
    List<LoadReport> speaking = reports.stream().filter(report -> !silent(report, now)).toList();
    double rate = speaking.stream().mapToDouble(LoadReport::framesPerSecond).sum();
    return new StageView(
        stage.name(),
        stage.model(),
        stage.lanes(),
        stage.routing(),
        rate,
        perFrame(speaking, rate, LoadReport::serviceSeconds),
        perFrame(speaking, rate, LoadReport::latencyP50Seconds),
        speaking.stream().mapToDouble(LoadReport::latencyP95Seconds).max().orElse(0),
        perFrame(speaking, rate, LoadReport::batch),
        speaking.stream().mapToLong(LoadReport::backlog).sum(),
        reports.stream().mapToLong(LoadReport::answered).sum(),
        reports.stream().mapToLong(LoadReport::deadLetters).sum(),
        reports.stream().mapToLong(LoadBoard::dropped).sum(),
        reports.stream()
            .filter(report -> !gone(report, now))
            .map(report -> view(report, rate, now))
            .toList());
  }

  private static InstanceView view(LoadReport report, double stageRate, Instant now) {
    boolean silent = silent(report, now);
    double rate = silent ? 0 : report.framesPerSecond();
    return new InstanceView(
        report.instance(),
        report.device(),
        silent ? InstanceView.SILENT : report.state(),
        rate,
        stageRate > 0 ? rate / stageRate : 0,
        Math.min(1, rate * report.serviceSeconds()),
        report.serviceSeconds(),
        report.batch(),
        report.waitP50Seconds(),
        report.latencyP50Seconds(),
        report.latencyP95Seconds(),
        report.backlog(),
        report.inFlight(),
        report.lanes().size(),
        report.answered(),
        report.deadLetters(),
        report.drops(),
        report.emulated(),
        Math.max(0, Duration.between(report.at(), now).toMillis() / 1000.0));
  }

  private static boolean silent(LoadReport report, Instant now) {
    return report.at().plus(SILENT_AFTER).isBefore(now);
  }

  private static boolean gone(LoadReport report, Instant now) {
    return report.at().plus(GONE_AFTER).isBefore(now)
        || (report.state().equals(LoadReport.DRAINING) && silent(report, now));
  }

  private static long dropped(LoadReport report) {
    return report.drops().values().stream().mapToLong(Long::longValue).sum();
  }

  private static double perFrame(
      List<LoadReport> reports, double rate, ToDoubleFunction<LoadReport> value) {
    if (rate <= 0) {
      return reports.stream().mapToDouble(value).average().orElse(0);
    }
    return reports.stream()
            .mapToDouble(report -> report.framesPerSecond() * value.applyAsDouble(report))
            .sum()
        / rate;
  }
}
