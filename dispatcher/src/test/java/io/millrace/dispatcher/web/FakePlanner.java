package io.millrace.dispatcher.web;

import static io.millrace.dispatcher.board.Told.place;

import io.millrace.dispatcher.board.CarbonView;
import io.millrace.dispatcher.board.DecisionView;
import io.millrace.dispatcher.board.PlanView;
import io.millrace.dispatcher.board.PlannerBoard;
import io.millrace.dispatcher.board.StageView;
import io.millrace.dispatcher.board.Told;
import io.millrace.topics.record.DecisionSpec;
import io.millrace.topics.record.PlanRequest;
import io.millrace.topics.record.PlanSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A planner that decides what a test says; from the board to the page all is real. */
final class FakePlanner implements PlanControl {

  final List<PlanRequest> asked = new CopyOnWriteArrayList<>();
  private final PlannerBoard board;
  private final Clock clock;
  private final Supplier<List<StageView>> stages;
  private final List<Consumer<DecisionSpec>> followers = new CopyOnWriteArrayList<>();
  private volatile boolean away;

  FakePlanner(Clock clock, Supplier<List<StageView>> stages) {
    this.clock = clock;
    this.board = new PlannerBoard(clock);
    this.stages = stages;
  }

  void follow(Consumer<DecisionSpec> follower) {
    followers.add(follower);
  }

  /** From now on nobody takes requests. */
  void leave() {
    away = true;
  }

  /** Three devices, a first plan and a second one that moved an instance, and a day of carbon. */
  void begin() {
    Instant now = clock.instant();
    speak();
    board.heard(Told.profile("detect", "rack-1", now, 0.029));
    board.heard(plan(1, now.minusSeconds(95), 16.1, place("read", "edge-a", 2, 7.7)));
    tell(decision(now.minusSeconds(95), DecisionSpec.Kind.ADOPTED, 1, 16.1, 0));
    tell(decision(now.minusSeconds(75), DecisionSpec.Kind.MEASURED, 1, 16.1, 15.7));
    board.heard(plan(2, now.minusSeconds(40), 18.4, place("read", "edge-a", 1, 7.7)));
    tell(decision(now.minusSeconds(40), DecisionSpec.Kind.ADOPTED, 2, 18.4, 15.7));
    for (int hour = 24; hour >= 0; hour--) {
      double grams = 270 - 150 * Math.exp(-Math.pow((hour - 10) / 4.0, 2));
      board.heard(Told.carbon("US-CAL-CISO", now.minus(Duration.ofHours(hour)), grams, "average"));
      board.heard(Told.carbon("DE", now.minus(Duration.ofHours(hour)), grams + 130, "average"));
    }
  }

  /** All devices say that they are alive. */
  void speak() {
    Instant now = clock.instant();
    board.heard(Told.device("rack-1", now, false, "DE"));
    board.heard(Told.device("edge-a", now, false, "US-CAL-CISO"));
    board.heard(Told.device("edge-b", now, true, "US-CAL-CISO"));
    board.heard(Told.resources("rack-1", now, 2, 0.83, 61, ""));
    board.heard(Told.resources("edge-a", now, 2, 0.64, 17.5, ""));
    board.heard(Told.resources("edge-b", now, 2, 0.91, 8.2, ""));
  }

  /** The planner decides. */
  void decide(PlanSpec plan, DecisionSpec decision) {
    board.heard(plan);
    tell(decision);
  }

  static PlanSpec plan(long epoch, Instant made, double value, PlanSpec.PlacementSpec moving) {
    return Told.plan(
        epoch,
        made,
        value,
        "edge-b",
        place("detect", "rack-1", 1, 8.5),
        place("detect", "edge-a", 1, 6.1),
        place("detect", "edge-b", 1, 3.8),
        place("angle", "rack-1", 1, 18.4),
        place("read", "rack-1", 1, 10.7),
        moving);
  }

  static DecisionSpec decision(
      Instant at, DecisionSpec.Kind kind, long epoch, double planned, double measured) {
    return Told.decision(at, kind, epoch, planned, measured);
  }

  private void tell(DecisionSpec decision) {
    board.heard(decision);
    followers.forEach(follower -> follower.accept(decision));
  }

  @Override
  public PlanView view() {
    List<StageView> running = stages.get();
    return board.view(Told.TEXT, running, running.get(0).framesPerSecond());
  }

  @Override
  public List<DecisionView> decisions(int most) {
    return board.decisions(most);
  }

  @Override
  public List<CarbonView> carbon() {
    return board.carbon();
  }

  @Override
  public void ask(PlanRequest.Kind kind, long epoch) {
    if (away) {
      throw new IllegalStateException("Kafka did not take the request within 10 s.");
    }
    asked.add(new PlanRequest(clock.instant(), kind, epoch));
  }
}
