package io.millrace.planner.carbon.app;

import io.millrace.planner.carbon.feed.CarbonWatch;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Keeps a watch fresh from a thread of its own until it is closed. */
public final class CarbonPoll implements AutoCloseable {

  private final CarbonWatch watch;
  private final UnaryOperator<Duration> toWall;
  // What is scheduled while it closes is dropped.
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1, CarbonPoll::daemon, new ThreadPoolExecutor.DiscardPolicy());

  private CarbonPoll(CarbonWatch watch, UnaryOperator<Duration> toWall) {
    this.watch = watch;
    this.toWall = toWall;
  }

  /**
   * Starts at once.
   *
   * @param toWall how long a time of the watch's clock is in waiting: itself, or a replay's {@code
   *     onDriver}
   */
  public static CarbonPoll start(CarbonWatch watch, UnaryOperator<Duration> toWall) {
    CarbonPoll poll = new CarbonPoll(watch, toWall);
    poll.thread.execute(poll::refreshAndComeAgain);
    return poll;
  }

  private void refreshAndComeAgain() {
    Duration wait = toWall.apply(watch.refresh());
    // It cannot fail: a refresh turns every failure into a status.
    var unused =
        thread.schedule(
            this::refreshAndComeAgain, Math.max(1, wait.toMillis()), TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Runnable work) {
    Thread named = new Thread(work, "millrace-carbon");
    named.setDaemon(true);
    return named;
  }

  /** Stops; a question that is under way is given up. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
