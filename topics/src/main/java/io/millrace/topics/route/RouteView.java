package io.millrace.topics.route;

/**
 * What a router knows at the moment of one choice; strategies read it and nothing else.
 *
 * <p>Owners are numbered from 0 in the order of their names. Reading is allocation-free, because it
 * happens once per owner per record.
 */
public interface RouteView {

  /** Lanes of the topic, open or retired. */
  int lanes();

  /** Whether the lane takes new records. */
  boolean isOpen(int lane);

  /**
   * Owners whose last report is fresh and who own at least one open lane. Where two claim a lane,
   * while the broker hands it over, the later report is right.
   */
  int owners();

  /** What the owner last said. */
  OwnerLoad owner(int owner);

  /** Open lanes that the owner owns; at least 1. */
  int openLanes(int owner);

  /** Records sent to the owner's open lanes since its last report. */
  long sentSince(int owner);

  /** The owner's open lane that has waited longest for its turn. */
  int nextLane(int owner);

  /** Position of the lane's last record among all that were sent; 0 when it had none. */
  long lastTurn(int lane);

  /**
   * Records that went to the owner by the plan's weights, since the owners or their weights last
   * changed.
   */
  long sentByWeight(int owner);

  /** The plan's weight of an owner's instance, 0 when the plan does not name it. */
  double plannedWeight(int owner);

  /**
   * Seconds the owner needs per frame: as it reported, or the mean of the others while it has
   * served none; 1 when nobody knows.
   */
  double serviceSeconds(int owner);
}
