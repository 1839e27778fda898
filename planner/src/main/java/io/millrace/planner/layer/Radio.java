package io.millrace.planner.layer;

import io.millrace.planner.cluster.Checks;
import java.util.List;
import java.util.Locale;

/**
 * What a device's link draws while it sends and while it receives. Both are 0 where nobody counts
 * it, as on a server.
 *
 * @param upWatts while it sends
 * @param downWatts while it receives
 */
public record Radio(double upWatts, double downWatts) {

  /** A link whose energy nobody counts. */
  public static final Radio UNCOUNTED = new Radio(0, 0);

  public Radio {
    Checks.notNegative("up_watts", upWatts);
    Checks.notNegative("down_watts", downWatts);
  }

  /**
   * A mobile network as FreDDI's table 8.1 lists it. Its speeds are megabytes, not megabits, per
   * second, and its α watts per megabyte per second: only so do they agree with their source
   * (Eshratifar, Abrishami, Pedram, "JointDNN", IEEE TMC 20(2), 2021), which prints milliwatts per
   * megabit per second.
   *
   * @param label the name that people write
   * @param downMegabytesPerSecond speed to the device
   * @param upMegabytesPerSecond speed from the device
   * @param alphaUp watts per MB/s while it sends
   * @param alphaDown watts per MB/s while it receives
   * @param beta watts besides
   */
  public record Mobile(
      String label,
      double downMegabytesPerSecond,
      double upMegabytesPerSecond,
      double alphaUp,
      double alphaDown,
      double beta) {

    private static final double MEGA = 1e6;

    /** The three networks of the table. */
    public static final List<Mobile> ALL =
        List.of(
            new Mobile("3G", 0.25, 0.14, 6.95, 0.98, 0.82),
            new Mobile("4G", 1.72, 0.73, 3.51, 0.42, 1.29),
            new Mobile("WiFi", 6.87, 2.36, 2.27, 1.1, 0.13));

    /** The network of this name, in any case. */
    public static Mobile named(String name) {
      return ALL.stream()
          .filter(m -> m.label.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "There is no radio '%s'.%nMaybe one of 3G, 4G, WiFi, or up_watts and down_watts of your own."
                          .formatted(name)));
    }

    /** Watts at full speed both ways: α·B + β. */
    public Radio radio() {
      return new Radio(
          alphaUp * upMegabytesPerSecond + beta, alphaDown * downMegabytesPerSecond + beta);
    }

    public double upBytesPerSecond() {
      return upMegabytesPerSecond * MEGA;
    }

    public double downBytesPerSecond() {
      return downMegabytesPerSecond * MEGA;
    }
  }
}
