package io.millrace.dispatcher.web;

/**
 * Whether the dispatcher does its work.
 *
 * @param ready whether it does
 * @param why what is missing, for people; empty when ready
 */
public record Readiness(boolean ready, String why) {

  /** Nothing is missing. */
  public static final Readiness READY = new Readiness(true, "");

  /** Not ready, and why. */
  public static Readiness waitingFor(String why) {
    return new Readiness(false, why);
  }
}
