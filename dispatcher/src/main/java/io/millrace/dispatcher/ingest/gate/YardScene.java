package io.millrace.dispatcher.ingest.gate;

import java.util.ArrayList;
import java.util.List;

/** A container terminal's gate: trucks pass from left to right, farther ones from right to left. */
final class YardScene implements Scene {

  private static final double SPEED = 4.2;

  /** Seconds before and after the middle of the picture in which a truck can be seen. */
  private static final double SEEN = 6.5;

  private static final Vec RIGHTWARDS = new Vec(Math.cos(0.16), -Math.sin(0.16), 0);
  private static final Vec LEFTWARDS = new Vec(-1, 0, 0);

  private final Projection view;
  private final YardBackdrop backdrop;
  private final Schedule near;
  private final Schedule far;

  YardScene(GateSettings settings) {
    double width = settings.width();
    this.view = new Projection(0.92 * width, 0.5 * width, 0.52 * settings.height(), 2.3);
    this.backdrop = new YardBackdrop(settings.seed());
    this.near = new Schedule(settings.seed(), 1, 6.2, 0.5);
    this.far = new Schedule(settings.seed(), 2, 7.4, 0.8);
  }

  @Override
  public Projection view() {
    return view;
  }

  @Override
  public void backdrop(Canvas canvas) {
    backdrop.draw(canvas);
  }

  @Override
  public List<Thing> things(double seconds) {
    List<Thing> things = new ArrayList<>();
    for (Schedule.Passing passing : near.around(seconds, SEEN, SEEN)) {
      things.add(truck(near, passing, new Vec(2, 12.2, 0), RIGHTWARDS));
    }
    for (Schedule.Passing passing : far.around(seconds, SEEN + 2, SEEN + 2)) {
      things.add(truck(far, passing, new Vec(-2, 20.5, 0), LEFTWARDS));
    }
    return things;
  }

  private static Vehicle truck(Schedule lane, Schedule.Passing passing, Vec middle, Vec heading) {
    Body body =
        Trucks.container(
            lane.random(passing.number()),
            Inscriptions.containerCode(lane.random(-1_000_003 - passing.number())));
    // The middle of the truck is where its schedule says.
    double ahead = body.length() / 2 + SPEED * passing.seconds();
    return new Vehicle(body, new Pose(middle.plus(heading.times(ahead)), heading), SPEED, false);
  }
}
