package io.millrace.worker.serve;

import io.millrace.topics.record.LoadReport;
import java.time.Duration;

/**
 * Where an instance stands in its life: it warms its model up, serves, drains and is gone. Only the
 * transitions that exist as methods are legal.
 */
public sealed interface InstanceState {

  /** The state as it stands in load reports. */
  String label();

  /** The model is being loaded and run for the first times; no lanes yet. */
  record Warming() implements InstanceState {

    @Override
    public String label() {
      return LoadReport.WARMING;
    }

    /** The model answers: the instance may join its group. */
    Serving toServing() {
      return new Serving();
    }

    /** The model cannot be loaded, or nobody wants the instance any more. */
    Stopped toStopped(String why) {
      return new Stopped(why);
    }
  }

  /** The instance takes frames. */
  record Serving() implements InstanceState {

    @Override
    public String label() {
      return LoadReport.SERVING;
    }

    /** The instance finishes what it has. */
    Draining toDraining(Duration deadline) {
      return new Draining(deadline);
    }

    /** The instance cannot go on. */
    Stopped toStopped(String why) {
      return new Stopped(why);
    }
  }

  /**
   * The instance takes nothing more.
   *
   * @param deadline how long it may work on what it has
   */
  record Draining(Duration deadline) implements InstanceState {

    @Override
    public String label() {
      return LoadReport.DRAINING;
    }

    /** Everything is committed, or left to the lanes' next owners. */
    Stopped toStopped() {
      return new Stopped("drained");
    }
  }

  /**
   * The instance is gone.
   *
   * @param why {@code drained}, or what made it impossible to go on
   */
  record Stopped(String why) implements InstanceState {

    @Override
    public String label() {
      return "stopped";
    }
  }
}
