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

  /** Owners whose last report is fresh and who own at least one open lane. */
  int owners();

  /** What the owner last said. */
  OwnerLoad owner(int owner);

  /** Open lanes that the owner owns; at least 1. */
  int openLanes(int owner);

  /** Records sent to the owner's lanes since its last report. */
  long sentSince(int owner);

  /** The owner's open lane that was sent the fewest records. */
  int leastSentLane(int owner);

  /** Records sent on this lane by this router so far. */
  long sent(int lane);

  /** The plan's weight of an owner's instance, 0 when the plan does not name it. */
  double plannedWeight(int owner);

  /**
   * Seconds the owner needs per frame: as it reported, or the mean of the others while it has
   * served none; 1 when nobody knows.
   */
  double serviceSeconds(int owner);
}
