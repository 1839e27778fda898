package io.millrace.worker.agent;

/** What a device makes of a plan. */
public sealed interface PlanAnswer {

  /** The plan is newer than all before and fits: this should run. */
  record Follow(long epoch, Target target) implements PlanAnswer {}

  /** The plan is not newer than one that was seen before. */
  record Old(long epoch, long lastEpoch) implements PlanAnswer {}

  /**
   * The plan cannot be run here; what runs goes on.
   *
   * @param why what does not fit, with the numbers, for people
   */
  record Refuse(long epoch, String why) implements PlanAnswer {}
}
