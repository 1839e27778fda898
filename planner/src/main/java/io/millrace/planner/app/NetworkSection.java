package io.millrace.planner.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.millrace.planner.cluster.BrokerHop;
import io.millrace.planner.cluster.Checks;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code cluster.network:}: either direct links or one broker.
 *
 * @param direct links from device to device
 * @param broker one broker that every record goes through
 */
record NetworkSection(@Nullable DirectSection direct, @Nullable BrokerSection broker) {

  NetworkSection {
    if ((direct == null) == (broker == null)) {
      throw new IllegalArgumentException(
          "network must be either direct or broker (%s given)"
              .formatted(direct == null ? "none" : "both"));
    }
  }

  /**
   * One broker.
   *
   * @param bandwidth what it carries in all, in and out together (default: unlimited)
   * @param latency time of one hop besides the transfer (default: 0)
   */
  record BrokerSection(@Nullable String bandwidth, @Nullable Duration latency) {
    BrokerSection {
      toHop(bandwidth, latency);
    }

    BrokerHop toHop() {
      return toHop(bandwidth, latency);
    }

    private static BrokerHop toHop(@Nullable String bandwidth, @Nullable Duration latency) {
      return new BrokerHop(UnitText.bytesPerSecond("bandwidth", bandwidth), seconds(latency));
    }
  }

  /**
   * Links from device to device; what stands later overrides what stands before, {@code pairs} go
   * before {@code matrix}, and both before {@code bandwidth}.
   *
   * @param bandwidth of every link that nothing else names (default: such a link is an error)
   * @param latency of every link whose pair names none (default: 0)
   * @param matrix bandwidth of all links at once
   * @param pairs single links, or all links between two kinds
   */
  record DirectSection(
      @Nullable String bandwidth,
      @Nullable Duration latency,
      @Nullable MatrixSection matrix,
      @Nullable List<PairSection> pairs) {
    DirectSection {
      if (bandwidth != null) {
        UnitText.bytesPerSecond("bandwidth", bandwidth);
      }
      seconds(latency);
    }
  }

  /**
   * Bandwidth of all links.
   *
   * @param unit of every number, such as {@code MB/s}
   * @param rows {@code [from][to]} in the order of the devices; the diagonal is not read
   */
  record MatrixSection(String unit, List<List<Double>> rows) {
    MatrixSection {
      bytesPerUnit(unit);
      rows = rows.stream().map(List::copyOf).toList();
      for (int j = 0; j < rows.size(); j++) {
        List<Double> row = rows.get(j);
        if (row.size() != rows.size()) {
          throw new IllegalArgumentException(
              "rows[%d] must have %d entries, as many as there are rows (has %d)"
                  .formatted(j, rows.size(), row.size()));
        }
        for (int k = 0; k < row.size(); k++) {
          if (j != k) {
            Checks.positiveOrUnlimited("rows[%d][%d]".formatted(j, k), row.get(k));
          }
        }
      }
    }

    double bytesPerSecond(int from, int to) {
      return rows.get(from).get(to) * bytesPerUnit(unit);
    }

    private static double bytesPerUnit(String unit) {
      return UnitText.bytesPerSecond("unit", "1" + unit);
    }
  }

  /**
   * One link, or all links between two kinds.
   *
   * @param from device or kind that sends
   * @param to device or kind that receives
   * @param bandwidth of the link
   * @param latency of the link (default: that of all)
   * @param bothWays whether the way back is the same (default: no)
   */
  record PairSection(
      String from,
      String to,
      String bandwidth,
      @Nullable Duration latency,
      @JsonProperty("both_ways") @Nullable Boolean bothWays) {
    PairSection {
      Checks.positiveOrUnlimited("bandwidth", UnitText.bytesPerSecond("bandwidth", bandwidth));
      seconds(latency);
    }

    double bytesPerSecond() {
      return UnitText.bytesPerSecond("bandwidth", bandwidth);
    }

    boolean both() {
      return Boolean.TRUE.equals(bothWays);
    }
  }

  /** Seconds of a duration; none is 0. */
  static double seconds(@Nullable Duration duration) {
    return duration == null ? 0 : duration.toNanos() / 1e9;
  }
}
