package io.millrace.topics.route;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the lane of every record towards one stage, and remembers what it chose.
 *
 * <p>Asks its strategy first. When that knows too little, because no report is fresh, the plan's
 * weights decide among the owners last known; when the plan names none of them, round robin does.
 * The choice is the strategy's pure function; this class holds only what the function is asked
 * about: the latest reports, the lanes, and the records sent since. It reads no clock: times are
 * passed in, so the simulator runs it on simulated time.
 *
 * <p>Cost: O(owners) per record (O(lanes) where no report is fresh, and for {@code camera} and
 * {@code round-robin}); O(1) per report, unless it changes who is fresh or owns what: then the next
 * record costs O(owners · log owners + lanes) once. Not thread-safe: it belongs to the one thread
 * (or lock) that sends.
 */
public final class LaneRouter {

  /**
   * Age at which a report says nothing any more: ten missed reports at five a second. An owner that
   * is silent for that long gets no records until it speaks again, as long as another one speaks.
   */
  public static final long DEFAULT_FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final OwnerState[] NOBODY = {};
  private static final RoutingStrategy PLANNED_WEIGHTS = new PlannedWeights();
  private static final RoutingStrategy ROUND_ROBIN = new RoundRobin();

  private final RoutingStrategy strategy;
  private final boolean byWeight;
  private final long freshNanos;
  private final Map<String, OwnerState> known = new TreeMap<>();

  /** The same as {@link #known}: comparing names along a tree would be most of a report's cost. */
  private final Map<String, OwnerState> byName = new HashMap<>();

  private final BitSet retired = new BitSet();
  private final View fresh = new View();
  private final View lastKnown = new View();
  private Map<String, Double> weights = Map.of();

  /** By lane: the position of its last record among all. */
  private long[] lastTurns;

  /** By lane: who owns it. */
  private @Nullable OwnerState[] owners;

  private long turn;
  private String decidedBy;

  /** Who owns what, or who is fresh, must be worked out before the next choice. */
  private boolean changed = true;

  /** Owners or weights are others than those that the counts by weight stand for. */
  private boolean reweighted;

  /** Two owners claim one lane, so every report may decide it anew. */
  private boolean contested;

  /** No fresh report is older than this, so none goes stale before it does. */
  private long oldestNanos;

  /**
   * A router to a topic of so many lanes.
   *
   * @param freshNanos age at which a report says nothing any more
   */
  public LaneRouter(RoutingStrategy strategy, int lanes, long freshNanos) {
    if (lanes < 1) {
      throw new IllegalArgumentException("The lanes (" + lanes + ") must be at least 1.");
    }
    if (freshNanos < 1) {
      throw new IllegalArgumentException(
          "A report must be fresh for longer than %d ns.".formatted(freshNanos));
    }
    this.strategy = strategy;
    this.decidedBy = strategy.name();
    this.byWeight = strategy instanceof PlannedWeights;
    this.freshNanos = freshNanos;
    this.lastTurns = new long[lanes];
    this.owners = new OwnerState[lanes];
  }

  /** The name of the strategy that is asked first. */
  public String strategyName() {
    return strategy.name();
  }

  /** Takes in an owner's report; its count of records sent since starts anew. */
  public void report(OwnerLoad load) {
    OwnerState state = byName.get(load.name());
    if (state == null) {
      state = new OwnerState(load);
      known.put(load.name(), state);
      byName.put(load.name(), state);
      changed = true;
      return;
    }
    if (!state.fresh || contested || !state.load.lanes().equals(load.lanes())) {
      changed = true;
    }
    state.load = load;
    state.sentSince = 0;
    fresh.typicalSeconds = 0;
  }

  /** Forgets an owner that left. */
  public void forget(String owner) {
    byName.remove(owner);
    if (known.remove(owner) != null) {
      changed = true;
    }
  }

  /** Grows the topic in place; a smaller count is ignored, because lanes are never removed. */
  public void grow(int lanes) {
    if (lanes > lastTurns.length) {
      lastTurns = Arrays.copyOf(lastTurns, lanes);
      changed = true;
    }
  }

  /** Replaces the set of lanes that take no new records. */
  public void retire(BitSet lanes) {
    retired.clear();
    retired.or(lanes);
    changed = true;
  }

  /** Replaces the plan's weights: records per second by instance name. */
  public void plan(Map<String, Double> recordsPerSecond) {
    recordsPerSecond.forEach(
        (name, weight) -> {
          if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                "The planned rate of %s must be a number, 0 or more (was %s)."
                    .formatted(name, weight));
          }
        });
    weights = Map.copyOf(recordsPerSecond);
    reweighted = true;
    changed = true;
  }

  /**
   * The lane of the next record, which counts as sent.
   *
   * @param key hash of the record's key
   * @param draw 64 uniformly random bits
   * @param nowNanos now, on the clock of the reports
   * @throws IllegalStateException if every lane is retired
   */
  public int route(int key, long draw, long nowNanos) {
    if (changed || (fresh.owners.length > 0 && nowNanos - oldestNanos >= freshNanos)) {
      refresh(nowNanos);
    }
    boolean weighed = byWeight;
    decidedBy = strategy.name();
    int lane = strategy.choose(fresh, key, draw);
    if (lane == RoutingStrategy.UNDECIDED) {
      weighed = true;
      decidedBy = PLANNED_WEIGHTS.name();
      lane = PLANNED_WEIGHTS.choose(lastKnown, key, draw);
    }
    if (lane == RoutingStrategy.UNDECIDED) {
      weighed = false;
      decidedBy = ROUND_ROBIN.name();
      lane = ROUND_ROBIN.choose(fresh, key, draw);
    }
    if (lane == RoutingStrategy.UNDECIDED) {
      throw new IllegalStateException(
          "All %d lanes are retired.%nMaybe the plan retired a topic that is still fed."
              .formatted(lastTurns.length));
    }
    lastTurns[lane] = ++turn;
    OwnerState owner = owners[lane];
    if (owner != null) {
      owner.sentSince++;
      owner.sentByWeight += weighed ? 1 : 0;
    }
    return lane;
  }

  /** The strategy that chose the last lane: the router's own, or what it fell back to. */
  public String decidedBy() {
    return decidedBy;
  }

  /** Name of the owner of a lane that a record was just routed to; null when nobody claims it. */
  public @Nullable String owner(int lane) {
    OwnerState owner = owners[lane];
    return owner == null ? null : owner.load.name();
  }

  /** Works out who is fresh and who owns which lane. */
  private void refresh(long nowNanos) {
    changed = false;
    contested = false;
    owners = new OwnerState[lastTurns.length];
    known.values().forEach(s -> s.fresh = nowNanos - s.load.reportedAtNanos() < freshNanos);
    List<OwnerState> living = known.values().stream().filter(s -> s.fresh).toList();
    OwnerState[] before = lastKnown.owners;
    if (living.isEmpty()) {
      fresh.take(NOBODY);
      lastKnown.take(share(known.values()));
    } else {
      oldestNanos = living.stream().mapToLong(s -> s.load.reportedAtNanos()).min().getAsLong();
      fresh.take(share(living));
      lastKnown.take(fresh.owners);
    }
    if (reweighted || !Arrays.equals(before, lastKnown.owners)) {
      reweighted = false;
      for (OwnerState state : known.values()) {
        state.sentByWeight = 0;
        state.weight = weights.getOrDefault(state.load.name(), 0.0);
      }
    }
  }

  /** Hands every lane to the owner that claimed it last; gives those that have an open one. */
  private OwnerState[] share(Collection<OwnerState> among) {
    among.stream()
        .sorted(Comparator.comparingLong(s -> s.load.reportedAtNanos()))
        .forEach(
            state -> {
              for (int lane : state.load.lanes()) {
                if (lane < owners.length) {
                  contested |= owners[lane] != null;
                  owners[lane] = state;
                }
              }
            });
    for (OwnerState state : among) {
      state.openLanes =
          state.load.lanes().stream()
              .mapToInt(Integer::intValue)
              .filter(lane -> lane < owners.length && owners[lane] == state && !retired.get(lane))
              .toArray();
    }
    return among.stream().filter(s -> s.openLanes.length > 0).toArray(OwnerState[]::new);
  }

  /** One owner as the router sees it. */
  private static final class OwnerState {
    private OwnerLoad load;
    private boolean fresh;
    private int[] openLanes = {};
    private long sentSince;
    private long sentByWeight;
    private double weight;

    OwnerState(OwnerLoad load) {
      this.load = load;
    }
  }

  /** The strategies' window onto this router, showing some of its owners. */
  private final class View implements RouteView {

    private OwnerState[] owners = NOBODY;

    /** Mean service time of the owners that have served; 0 when it must be worked out. */
    private double typicalSeconds;

    private void take(OwnerState[] shown) {
      owners = shown;
      typicalSeconds = 0;
    }

    @Override
    public int lanes() {
      return lastTurns.length;
    }

    @Override
    public boolean isOpen(int lane) {
      return !retired.get(lane);
    }

    @Override
    public int owners() {
      return owners.length;
    }

    @Override
    public OwnerLoad owner(int owner) {
      return owners[owner].load;
    }

    @Override
    public int openLanes(int owner) {
      return owners[owner].openLanes.length;
    }

    @Override
    public long sentSince(int owner) {
      return owners[owner].sentSince;
    }

    @Override
    public int nextLane(int owner) {
      int[] lanes = owners[owner].openLanes;
      int best = lanes[0];
      for (int lane : lanes) {
        if (lastTurns[lane] < lastTurns[best]) {
          best = lane;
        }
      }
      return best;
    }

    @Override
    public long lastTurn(int lane) {
      return lastTurns[lane];
    }

    @Override
    public long sentByWeight(int owner) {
      return owners[owner].sentByWeight;
    }

    @Override
    public double plannedWeight(int owner) {
      return owners[owner].weight;
    }

    @Override
    public double serviceSeconds(int owner) {
      double own = owners[owner].load.serviceSeconds();
      if (own > 0) {
        return own;
      }
      if (typicalSeconds == 0) {
        typicalSeconds = typicalSeconds();
      }
      return typicalSeconds;
    }

    private double typicalSeconds() {
      double sum = 0;
      int served = 0;
      for (OwnerState state : owners) {
        if (state.load.serviceSeconds() > 0) {
          sum += state.load.serviceSeconds();
          served++;
        }
      }
      return served == 0 ? 1 : sum / served;
    }
  }
}
