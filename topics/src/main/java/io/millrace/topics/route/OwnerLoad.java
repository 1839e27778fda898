package io.millrace.topics.route;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What a router knows of one owner of lanes: a consumer of the stage's group.
 *
 * @param name the instance's name; names order owners, so equal knowledge gives equal choices
 * @param lanes the lanes that it owns, ascending
 * @param backlog frames that waited for it when it last reported
 * @param inFlight frames that it was working on when it last reported
 * @param serviceSeconds mean busy time per frame; 0 when it has not served any yet
 * @param linkSeconds time a record takes to reach it
 * @param load share of its device that is busy, 0 to 1
 * @param resourceShare mean over processor and memory of min(1, available / required), 0 to 1
 * @param reportedAtNanos when it last reported, on the router's clock
 */
public record OwnerLoad(
    String name,
    List<Integer> lanes,
    double backlog,
    int inFlight,
    double serviceSeconds,
    double linkSeconds,
    double load,
    double resourceShare,
    long reportedAtNanos) {

  public OwnerLoad {
    lanes = lanes.stream().sorted().toList();
    if (!isAmount(backlog)
        || inFlight < 0
        || !isAmount(serviceSeconds)
        || !isAmount(linkSeconds)
        || !isAmount(load)
        || !isAmount(resourceShare)) {
      throw new IllegalArgumentException(
          "Backlog (%s), in flight (%d), service time (%s), link time (%s), load (%s) and resource share (%s) of %s must be numbers, 0 or more."
              .formatted(
                  backlog, inFlight, serviceSeconds, linkSeconds, load, resourceShare, name));
    }
    if (!lanes.isEmpty() && lanes.get(0) < 0) {
      throw new IllegalArgumentException(
          "The lanes %s of %s must not be negative.".formatted(lanes, name));
    }
  }

  private static boolean isAmount(double value) {
    return value >= 0 && value < Double.POSITIVE_INFINITY;
  }

  /** A fresh owner known only by its lanes and its speed. */
  public static OwnerLoad of(String name, double backlog, double serviceSeconds, int... lanes) {
    return new OwnerLoad(
        name, IntStream.of(lanes).boxed().toList(), backlog, 0, serviceSeconds, 0, 0, 1, 0);
  }
}
