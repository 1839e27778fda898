package io.millrace.planner.simulate;

import io.millrace.planner.plan.Plan;
import io.millrace.topics.flow.BatchDue;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs a plan on simulated time, event by event.
 *
 * <p>The life of a record: a camera's frame takes the lane that the router chooses; the lane's
 * owner takes it when it has room; when the instance and its processor are free, a batch begins;
 * when it ends, what follows from each record is routed and sent, and when that has arrived the
 * record is done. Five times a second each instance commits what is done and reports.
 *
 * <p>Single-threaded and deterministic: everything random comes from one seed, and events of the
 * same time happen in the order in which they were made. Cost: about two events per frame and stage
 * (O(log events) each) and one routing decision (O(instances of the stage)).
 */
final class Engine {

  /** How often an instance commits and reports, as in the live system. */
  static final long REPORT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** How long the built-in broker takes a silent instance for alive. */
  static final long SESSION_NANOS = TimeUnit.SECONDS.toNanos(6);

  private final World world;
  private final SimulationSettings settings;
  private final Agenda agenda = new Agenda();
  private final Frames frames = new Frames();
  private final Transits transits = new Transits();
  private final Transport transport;
  private final Cameras cameras;
  private final Entrance entrance;
  private final double[] slowdown;

  /** By stage and sending device; the first one is the cameras'. */
  private final @Nullable Route[][] routes;

  private final SplittableRandom serviceRandom;
  private final SplittableRandom routeRandom;
  private final SplittableRandom phaseRandom;
  private final long endNanos;
  private final long freshNanos;
  private final BatchDue[] due;

  Engine(World world, Plan plan, SimulationSettings settings) {
    this.world = world;
    this.settings = settings;
    SplittableRandom random = new SplittableRandom(settings.seed());
    serviceRandom = random.split();
    routeRandom = random.split();
    phaseRandom = random.split();
    cameras = new Cameras(world, plan, settings, random.split());
    transport = new Transport(world.problem.cluster(), settings.sending());
    int devices = world.problem.cluster().devices().size();
    slowdown = new double[devices];
    Arrays.fill(slowdown, 1);
    routes = new Route[world.stages.size()][devices + 1];
    endNanos = settings.duration().toNanos();
    freshNanos = settings.admission().freshness().toNanos();
    long lingerNanos = settings.admission().linger().toNanos();
    due =
        world.stages.stream()
            .map(stage -> new BatchDue(stage.batch, lingerNanos))
            .toArray(BatchDue[]::new);
    entrance = new Entrance(agenda, frames, cameras, world.firstStages.size(), this::enter);
  }

  /** Runs to the end and tells what happened. */
  Outcome run() {
    begin();
    while (agenda.hasEventBefore(endNanos)) {
      handle(agenda.next());
    }
    agenda.now = endNanos;
    for (ProcessorNode processor : world.processors) {
      processor.account(agenda.now);
    }
    return new Outcome(world, entrance.tallies(), frames.open(), agenda.planned());
  }

  /** What a run leaves behind, to be made a report of. */
  record Outcome(World world, List<Tally> tallies, long framesUnderWay, long events) {}

  private void begin() {
    boolean[] away = new boolean[slowdown.length];
    boolean[] known = new boolean[slowdown.length];
    var trace = settings.trace().events();
    trace.stream()
        .filter(event -> event instanceof Trace.Fails || event instanceof Trace.Joins)
        .sorted(Comparator.comparing(Trace.Event::at))
        .forEach(
            event -> {
              int device = device(event);
              away[device] |= event instanceof Trace.Joins && !known[device];
              known[device] = true;
            });
    for (int i = 0; i < trace.size(); i++) {
      device(trace.get(i));
      agenda.at(trace.get(i).at().toNanos(), Agenda.TRACE, i);
    }
    agenda.at(settings.warmUp().toNanos(), Agenda.MEASURE, 0);
    for (InstanceNode instance : world.instances) {
      instance.alive = !away[instance.processor.device];
    }
    for (StageNode stage : world.stages) {
      rebalance(stage);
    }
    for (InstanceNode instance : world.instances) {
      if (instance.alive) {
        serve(instance);
      }
    }
    entrance.open();
  }

  private int device(Trace.Event event) {
    return world.device(event.device().value(), "trace");
  }

  private void handle(long event) {
    int kind = Agenda.kind(event);
    int number = Agenda.number(event);
    switch (kind) {
      case Agenda.CAMERA -> entrance.brings(number);
      case Agenda.ARRIVES -> arrives(number);
      case Agenda.REBALANCE -> rebalance(world.stages.get(number));
      case Agenda.TRACE -> happen(settings.trace().events().get(number));
      case Agenda.MEASURE -> measure();
      default -> {
        InstanceNode instance = world.instances.get(number);
        if (instance.life == Agenda.life(event)) {
          handle(kind, instance);
        }
      }
    }
  }

  private void handle(int kind, InstanceNode instance) {
    switch (kind) {
      case Agenda.CALL_ENDS -> callEnds(instance);
      case Agenda.SENT -> release(instance);
      case Agenda.LINGERED -> turn(instance);
      case Agenda.REPORT -> {
        commit(instance);
        instance.report(agenda.now);
        agenda.at(agenda.now + REPORT_NANOS, Agenda.REPORT, instance);
      }
      default -> throw new IllegalStateException("There is no event " + kind + ".");
    }
  }

  /** Sends a camera's frame to the first stage. */
  private void enter(int frame) {
    int camera = frames.camera(frame);
    StageNode stage = world.firstStages.get(cameras.pipeline(camera));
    LaneLog lane = route(stage, Transport.OUTSIDE).choose(cameras.hash(camera), agenda.now);
    double bytes = world.problem.pipelines().get(stage.pipelineIndex).inputBytes();
    long arrival = transport.arrives(bytes, true, agenda.now);
    if (arrival == agenda.now) {
      deliver(frame, lane);
    } else {
      int place = transits.open();
      transits.frame[place] = frame;
      transits.to[place] = lane;
      frames.retain(frame);
      agenda.at(arrival, Agenda.ARRIVES, place);
    }
    frames.release(frame);
  }

  // Lanes and instances: LaneSource, MicroBatcher and StageInstance of the live system.

  private void deliver(int frame, LaneLog lane) {
    frames.retain(frame);
    lane.append(frame);
    InstanceNode owner = lane.owner;
    if (owner != null && !owner.paused) {
      pull(owner);
    }
  }

  /** Takes records while there is room. */
  private void pull(InstanceNode instance) {
    if (instance.pausedNow()) {
      return;
    }
    while (instance.outstanding < instance.room.records()) {
      int frame = instance.takeOne(agenda.now);
      if (frame < 0) {
        break;
      }
      frames.retain(frame);
    }
    instance.pausedNow();
    turn(instance);
  }

  /** Asks for the processor if a batch is due. */
  private void turn(InstanceNode instance) {
    if (instance.busy || instance.asking || instance.queued == 0) {
      return;
    }
    long wait =
        due[instance.stage.index].waitNanos(instance.queued, agenda.now - instance.oldestNanos());
    if (wait > 0) {
      agenda.at(agenda.now + wait, Agenda.LINGERED, instance);
      return;
    }
    instance.asking = true;
    instance.processor.waiting.add(instance);
    run(instance.processor);
  }

  private void run(ProcessorNode processor) {
    while (!processor.busy()) {
      InstanceNode next = processor.waiting.poll();
      if (next == null) {
        return;
      }
      next.asking = false;
      beginCall(next);
    }
  }

  private void beginCall(InstanceNode instance) {
    ProcessorNode processor = instance.processor;
    instance.busy = true;
    processor.works(1, agenda.now);
    dropStale(instance);
    while (instance.inWork < instance.stage.batch && instance.queued > 0) {
      if (instance.laneAt(0).epoch == instance.epochAt(0)) {
        instance.begin();
      } else {
        // What lies on a lane that was lost meanwhile is the next owner's work.
        frames.release(instance.frameAt(0));
        instance.removeFirst();
      }
    }
    if (instance.inWork == 0) {
      instance.busy = false;
      processor.works(-1, agenda.now);
      return;
    }
    double nanos =
        instance.callNanos(instance.inWork)
            * slowdown[processor.device]
            * instance.variation.draw(serviceRandom);
    instance.begunNanos = agenda.now;
    agenda.at(agenda.now + Math.max(1, Math.round(nanos)), Agenda.CALL_ENDS, instance);
  }

  private void dropStale(InstanceNode instance) {
    if (freshNanos == 0) {
      return;
    }
    for (int i = 0; i < instance.queued; ) {
      int frame = instance.frameAt(i);
      if (cameras.waits(frames.camera(frame))
          || agenda.now - frames.capturedNanos(frame) < freshNanos) {
        i++;
        continue;
      }
      LaneLog lane = instance.laneAt(i);
      long offset = instance.offsetAt(i);
      int epoch = instance.epochAt(i);
      instance.remove(i);
      entrance.stale(instance.stage, frame);
      done(lane, offset, epoch);
      frames.release(frame);
    }
  }

  private void callEnds(InstanceNode instance) {
    instance.worked(instance.inWork, agenda.now - instance.begunNanos);
    long free = agenda.now;
    for (int i = 0; i < instance.inWork; i++) {
      int frame = instance.batchFrames[i];
      free = send(instance, i, free);
      frames.release(frame);
    }
    instance.inWork = 0;
    if (free > agenda.now) {
      instance.processor.sendingNanos += agenda.measuring ? free - agenda.now : 0;
      agenda.at(free, Agenda.SENT, instance);
    } else {
      release(instance);
    }
  }

  /** Sends what follows from a record of the batch; gives when its device may go on. */
  private long send(InstanceNode instance, int i, long readyNanos) {
    StageNode stage = instance.stage;
    int frame = instance.batchFrames[i];
    int from = instance.processor.device;
    LaneLog lane = null;
    int to = Transport.OUTSIDE;
    if (!stage.last) {
      StageNode next = world.stages.get(stage.index + 1);
      lane = route(next, from).choose(cameras.hash(frames.camera(frame)), agenda.now);
      to = lane.owner == null ? from : lane.owner.processor.device;
    }
    boolean holding = settings.sending() == Sending.HOLDING;
    long left = transport.leaves(stage, from, to, holding ? readyNanos : agenda.now);
    long arrival = transport.arrives(stage.outputBytes, !stage.last, left);
    if (arrival == agenda.now) {
      arrive(frame, lane, instance.batchFrom[i], instance.batchOffsets[i], instance.batchEpochs[i]);
    } else {
      int place = transits.open();
      transits.frame[place] = frame;
      transits.to[place] = lane;
      transits.sender[place] = instance;
      transits.senderLife[place] = instance.life;
      transits.from[place] = instance.batchFrom[i];
      transits.offset[place] = instance.batchOffsets[i];
      transits.epoch[place] = instance.batchEpochs[i];
      frames.retain(frame);
      agenda.at(arrival, Agenda.ARRIVES, place);
    }
    return holding ? left : readyNanos;
  }

  private void arrives(int place) {
    int frame = transits.frame[place];
    LaneLog to = transits.to[place];
    InstanceNode sender = transits.sender[place];
    LaneLog from = transits.from[place];
    long offset = transits.offset[place];
    int epoch = transits.epoch[place];
    // What had not arrived when its sender died is lost; it is made again from what it follows.
    boolean lost = sender != null && sender.life != transits.senderLife[place];
    transits.close(place);
    if (!lost) {
      if (from == null) {
        deliver(frame, required(to));
      } else {
        arrive(frame, to, from, offset, epoch);
      }
    }
    frames.release(frame);
  }

  /** What follows from a record has arrived, so the record is done. */
  private void arrive(int frame, @Nullable LaneLog to, LaneLog from, long offset, int epoch) {
    StageNode stage = from.stage;
    stage.done++;
    stage.doneMeasured += agenda.measuring ? 1 : 0;
    if (to == null) {
      entrance.result(frame);
    } else {
      deliver(frame, to);
    }
    done(from, offset, epoch);
  }

  private void done(LaneLog lane, long offset, int epoch) {
    InstanceNode owner = lane.owner;
    if (lane.epoch != epoch || owner == null) {
      return;
    }
    lane.done(offset);
    owner.outstanding--;
    if (owner.paused && owner.room.made(owner.outstanding)) {
      pull(owner);
    }
  }

  private void release(InstanceNode instance) {
    instance.processor.works(-1, agenda.now);
    instance.busy = false;
    // Whoever waits for the processor goes first; this instance asks again behind them.
    turn(instance);
    run(instance.processor);
  }

  private void commit(InstanceNode instance) {
    for (LaneLog lane : instance.lanes) {
      commit(lane);
    }
  }

  private void commit(LaneLog lane) {
    for (int frame = lane.commitOne(); frame >= 0; frame = lane.commitOne()) {
      frames.release(frame);
    }
  }

  private Route route(StageNode to, int fromDevice) {
    Route[] ways = routes[to.index];
    Route known = ways[fromDevice + 1];
    if (known == null) {
      known = new Route(to, settings.routing(), routeRandom.nextLong());
      ways[fromDevice + 1] = known;
    }
    return known;
  }

  // What happens to devices and groups.

  private void happen(Trace.Event event) {
    int device = device(event);
    if (event instanceof Trace.Fails) {
      fail(device);
    } else if (event instanceof Trace.Joins) {
      join(device);
    } else if (event instanceof Trace.Slows slows) {
      slowdown[device] = slows.factor();
    } else if (event instanceof Trace.Bandwidth bandwidth) {
      transport.bandwidth(device, bandwidth.factor());
    }
  }

  private void fail(int device) {
    for (InstanceNode instance : world.instancesOfDevice.get(device)) {
      if (!instance.alive) {
        continue;
      }
      for (int i = 0; i < instance.queued; i++) {
        frames.release(instance.frameAt(i));
      }
      for (int i = 0; i < instance.inWork; i++) {
        frames.release(instance.batchFrames[i]);
      }
      for (LaneLog lane : instance.lanes) {
        lane.lose();
        lane.heldUntilNanos = agenda.now + SESSION_NANOS;
      }
      instance.processor.stop(agenda.now);
      instance.die();
      agenda.at(agenda.now + SESSION_NANOS, Agenda.REBALANCE, instance.stage.index);
    }
    for (Route[] ways : routes) {
      ways[device + 1] = null;
    }
  }

  private void join(int device) {
    for (InstanceNode instance : world.instancesOfDevice.get(device)) {
      if (!instance.alive) {
        instance.alive = true;
        rebalance(instance.stage);
        serve(instance);
      }
    }
  }

  /** An instance speaks when it begins to serve, then at its own rhythm. */
  private void serve(InstanceNode instance) {
    instance.report(agenda.now);
    agenda.at(
        agenda.now + 1 + (long) (phaseRandom.nextDouble() * REPORT_NANOS), Agenda.REPORT, instance);
  }

  private void rebalance(StageNode stage) {
    for (LaneLog lane : Group.rebalance(stage, agenda.now, this::revoke)) {
      InstanceNode owner = lane.owner;
      if (owner != null) {
        pull(owner);
      }
    }
  }

  private void revoke(LaneLog lane) {
    InstanceNode owner = required(lane.owner);
    commit(lane);
    owner.outstanding -= lane.outstanding();
    owner.lanes.remove(lane);
    lane.lose();
  }

  private void measure() {
    agenda.measuring = true;
    for (ProcessorNode processor : world.processors) {
      processor.account(agenda.now);
      processor.busyNanos = 0;
      processor.sendingNanos = 0;
    }
  }

  private static <T> T required(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("The simulator lost track of a record or a lane.");
    }
    return value;
  }
}
