package io.millrace.dispatcher.web;

import io.millrace.dispatcher.board.CarbonView;
import io.millrace.dispatcher.board.DecisionView;
import io.millrace.dispatcher.board.PlanView;
import io.millrace.topics.record.PlanRequest;
import java.util.List;

/**
 * Shows what the planner does, and hands it what people ask.
 *
 * <p>The web server calls {@link #ask} on a worker thread, all else on an event loop.
 */
public interface PlanControl {

  /** The plan in force beside what runs. Must not block. */
  PlanView view();

  /** The last decisions, newest first, at most so many. Must not block. */
  List<DecisionView> decisions(int most);

  /** The carbon intensity of every zone that is known. Must not block. */
  List<CarbonView> carbon();

  /**
   * Asks the planner for something; what it makes of it is a decision later.
   *
   * @param epoch which plan; 0 where it does not matter
   * @throws IllegalStateException if it cannot be handed to the planner, saying why
   */
  void ask(PlanRequest.Kind kind, long epoch);
}
