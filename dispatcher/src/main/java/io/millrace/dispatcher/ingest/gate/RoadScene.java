package io.millrace.dispatcher.ingest.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A road with a gate: vehicles come towards the camera on the left, stop at the barrier and go on;
 * others leave on the right and show their rear plates.
 */
final class RoadScene implements Scene {

  private static final double IN_LANE = -1.6;
  private static final double OUT_LANE = 2.4;
  private static final double STOP_LINE = 8.1;
  private static final double BARRIER = STOP_LINE - 1.15;
  private static final double BARRIER_POST = 0.35;
  private static final double BOOM = 3.2;

  /** Where vehicles appear and disappear: a few pixels high. */
  private static final double FAR = 120;

  private static final double OUT_SPEED = 7;
  private static final Vec TOWARDS = new Vec(0, -1, 0);
  private static final Vec AWAY = new Vec(0, 1, 0);

  private final Projection view;
  private final RoadBackdrop backdrop;
  private final Approach approach = new Approach(9, 2.4, 1.5, 2.0);
  private final Schedule in;
  private final Schedule out;

  RoadScene(GateSettings settings) {
    double width = settings.width();
    this.view = new Projection(1.35 * width, 0.53 * width, 0.35 * settings.height(), 1.65);
    this.backdrop = new RoadBackdrop(settings.seed());
    this.in = new Schedule(settings.seed(), 1, 6.6, 0.45);
    this.out = new Schedule(settings.seed(), 2, 5.2, 1.1);
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
    double open = 0;
    // The last moment at which the longest vehicle could still be seen passing below the camera.
    double gone = approach.passed(STOP_LINE + 8);
    for (Schedule.Passing passing : in.around(seconds, -approach.before(FAR - STOP_LINE), gone)) {
      double at = passing.seconds();
      Body body = vehicle(in.random(passing.number()));
      double y = STOP_LINE + approach.distance(at);
      open = Math.max(open, open(at, body.length()));
      if (y + body.length() > 0.8) {
        Pose pose = new Pose(new Vec(IN_LANE, y, 0), TOWARDS);
        things.add(new Vehicle(body, pose, approach.speed(at), approach.braking(at)));
      }
    }
    for (Schedule.Passing passing : out.around(seconds, 1.5, FAR / OUT_SPEED)) {
      Body body = vehicle(out.random(passing.number()));
      double y = OUT_SPEED * passing.seconds();
      if (y > 0.8) {
        Pose pose = new Pose(new Vec(OUT_LANE, y + body.length() * 0.5, 0), AWAY);
        things.add(new Vehicle(body, pose, OUT_SPEED, false));
      }
    }
    things.add(new Barrier(new Vec(BARRIER_POST, BARRIER, 0), BOOM, open));
    return things;
  }

  /** How far the barrier is open for a vehicle: opens while it waits, closes behind it. */
  private double open(double seconds, double length) {
    double opening = (seconds - approach.waitSeconds() + 1.0) / 1.0;
    double clear = approach.passed(STOP_LINE - BARRIER + length + 0.4);
    double closing = 1 - (seconds - clear) / 1.1;
    double open = Math.max(0, Math.min(1, Math.min(opening, closing)));
    return open * open * (3 - 2 * open);
  }

  private static Body vehicle(SplittableRandom random) {
    String plate = Inscriptions.plate(random);
    return random.nextInt(6) == 0 ? Trucks.box(random, plate) : Cars.random(random, plate);
  }
}
