package io.millrace.topics.route;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Chooses the lane of every record towards one stage, and remembers what it chose.
 *
 * <p>Asks its strategy first; when that knows too little, the plan's weights; then round robin. The
 * choice is the strategy's pure function; this class holds only what the function is asked about:
 * the latest reports, the lanes, and the records sent since. It reads no clock: times are passed
 * in, so the simulator runs it on simulated time.
 *
 * <p>Cost: O(owners + lanes of the chosen owner) per record. Not thread-safe: it belongs to the one
 * thread (or lock) that sends.
 */
public final class LaneRouter {

  /**
   * Age at which a report says nothing any more: ten missed reports at five a second. An owner that
   * is silent for that long gets no records until it speaks again.
   */
  public static final long DEFAULT_FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final OwnerState[] NOBODY = {};

  private final RoutingStrategy strategy;
  private final List<RoutingStrategy> fallbacks;
  private final long freshNanos;
  private final Map<String, OwnerState> known = new TreeMap<>();
  private final BitSet retired = new BitSet();
  private final View view = new View();
  private Map<String, Double> weights = Map.of();
  private long[] sent;
  private OwnerState[] fresh = NOBODY;
  private long freshUntilNanos = Long.MIN_VALUE;
  private boolean changed = true;

  /** A router to a topic of so many lanes. */
  public LaneRouter(RoutingStrategy strategy, int lanes, long freshNanos) {
    if (lanes < 1) {
      throw new IllegalArgumentException("The lanes (" + lanes + ") must be at least 1.");
    }
    this.strategy = strategy;
    this.freshNanos = freshNanos;
    this.sent = new long[lanes];
    this.fallbacks = List.of(new PlannedWeights(), new RoundRobin());
  }

  /** The name of the strategy that is asked first. */
  public String strategyName() {
    return strategy.name();
  }

  /** Takes in an owner's report; its count of records sent since starts anew. */
  public void report(OwnerLoad load) {
    OwnerState state = known.computeIfAbsent(load.name(), name -> new OwnerState());
    state.load = load;
    state.sentSince = 0;
    changed = true;
  }

  /** Forgets an owner that left. */
  public void forget(String owner) {
    if (known.remove(owner) != null) {
      changed = true;
    }
  }

  /** Grows the topic in place; a smaller count is ignored, because lanes are never removed. */
  public void grow(int lanes) {
    if (lanes > sent.length) {
      sent = Arrays.copyOf(sent, lanes);
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
    weights = Map.copyOf(recordsPerSecond);
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
    if (changed || nowNanos >= freshUntilNanos) {
      refresh(nowNanos);
    }
    int lane = strategy.choose(view, key, draw);
    for (int i = 0; lane == RoutingStrategy.UNDECIDED && i < fallbacks.size(); i++) {
      lane = fallbacks.get(i).choose(view, key, draw);
    }
    if (lane == RoutingStrategy.UNDECIDED) {
      throw new IllegalStateException(
          "All %d lanes are retired.%nMaybe the plan retired a topic that is still fed."
              .formatted(sent.length));
    }
    sent[lane]++;
    OwnerState owner = view.byLane[lane];
    if (owner != null) {
      owner.sentSince++;
    }
    return lane;
  }

  /**
   * Works out who is fresh and who owns which lane. Two owners may claim a lane for a moment, while
   * the broker hands it over; the later report is right.
   */
  private void refresh(long nowNanos) {
    changed = false;
    freshUntilNanos = Long.MAX_VALUE;
    view.byLane = new OwnerState[sent.length];
    List<OwnerState> living =
        known.values().stream()
            .filter(s -> nowNanos - s.load.reportedAtNanos() < freshNanos)
            .toList();
    living.stream()
        .sorted(Comparator.comparingLong(s -> s.load.reportedAtNanos()))
        .forEach(
            state -> {
              freshUntilNanos =
                  Math.min(freshUntilNanos, state.load.reportedAtNanos() + freshNanos);
              for (int lane : state.load.lanes()) {
                if (lane < sent.length) {
                  view.byLane[lane] = state;
                }
              }
            });
    Map<OwnerState, int[]> open = new HashMap<>();
    for (int lane = 0; lane < sent.length; lane++) {
      OwnerState owner = view.byLane[lane];
      if (owner != null && !retired.get(lane)) {
        int[] before = open.getOrDefault(owner, new int[0]);
        int[] after = Arrays.copyOf(before, before.length + 1);
        after[before.length] = lane;
        open.put(owner, after);
      }
    }
    fresh = living.stream().filter(open::containsKey).toArray(OwnerState[]::new);
    double sum = 0;
    int served = 0;
    for (OwnerState state : fresh) {
      state.openLanes = open.getOrDefault(state, new int[0]);
      state.weight = weights.getOrDefault(state.load.name(), 0.0);
      if (state.load.serviceSeconds() > 0) {
        sum += state.load.serviceSeconds();
        served++;
      }
    }
    double typical = served == 0 ? 1 : sum / served;
    for (OwnerState state : fresh) {
      double own = state.load.serviceSeconds();
      state.serviceSeconds = own > 0 ? own : typical;
    }
  }

  /** One owner as the router sees it. */
  private static final class OwnerState {
    private OwnerLoad load = OwnerLoad.of("", 0, 0);
    private int[] openLanes = {};
    private long sentSince;
    private double weight;
    private double serviceSeconds;
  }

  /** The strategies' window onto this router. */
  private final class View implements RouteView {

    private OwnerState[] byLane = NOBODY;

    @Override
    public int lanes() {
      return sent.length;
    }

    @Override
    public boolean isOpen(int lane) {
      return !retired.get(lane);
    }

    @Override
    public int owners() {
      return fresh.length;
    }

    @Override
    public OwnerLoad owner(int owner) {
      return fresh[owner].load;
    }

    @Override
    public int openLanes(int owner) {
      return fresh[owner].openLanes.length;
    }

    @Override
    public long sentSince(int owner) {
      return fresh[owner].sentSince;
    }

    @Override
    public int leastSentLane(int owner) {
      int[] lanes = fresh[owner].openLanes;
      int best = lanes[0];
      for (int lane : lanes) {
        if (sent[lane] < sent[best]) {
          best = lane;
        }
      }
      return best;
    }

    @Override
    public long sent(int lane) {
      return sent[lane];
    }

    @Override
    public double plannedWeight(int owner) {
      return fresh[owner].weight;
    }

    @Override
    public double serviceSeconds(int owner) {
      return fresh[owner].serviceSeconds;
    }
  }
}
