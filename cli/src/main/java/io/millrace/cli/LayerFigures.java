package io.millrace.cli;

import io.millrace.planner.reproduce.CarbonStudy.Hour;
import io.millrace.planner.reproduce.FrequencyStudy.Trade;
import io.millrace.planner.reproduce.PreloadStudy.Configuration;
import io.millrace.planner.reproduce.PreloadStudy.Point;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The kinds of figure that the dissertation on layer strategies shows. */
final class LayerFigures {

  private LayerFigures() {}

  /** Latency, and the share of computing elsewhere, over bandwidth in four configurations. */
  static List<Path> bandwidth(Path folder, String name, String title, List<Point> points) {
    List<Path> files = new ArrayList<>();
    files.addAll(
        new Figure(
                "Least latency of " + title,
                "bandwidth of every link (bytes per second)",
                "seconds",
                true,
                lines(points, Point::seconds))
            .write(folder, name + "-latency"));
    files.addAll(
        new Figure(
                "Share of the work that leaves the source, " + title,
                "bandwidth of every link (bytes per second)",
                "per cent of FLOPs",
                true,
                lines(points, point -> 100 * point.shareElsewhere()))
            .write(folder, name + "-share"));
    return files;
  }

  private static List<Figure.Line> lines(List<Point> points, ToDoubleFunction<Point> what) {
    List<Figure.Line> lines = new ArrayList<>();
    for (Configuration configuration : Configuration.values()) {
      List<Point> its = points.stream().filter(p -> p.configuration() == configuration).toList();
      lines.add(
          new Figure.Line(
              configuration.label(),
              lines.size(),
              its.stream().map(Point::bytesPerSecond).toList(),
              its.stream().map(what::applyAsDouble).toList()));
    }
    return lines;
  }

  /** Least energy over the latency that is allowed. */
  static List<Path> tradeOff(Path folder, List<Trade> trades) {
    List<Figure.Line> lines = new ArrayList<>();
    for (String mode : trades.stream().map(Trade::mode).distinct().toList()) {
      List<Trade> its = trades.stream().filter(t -> t.mode().equals(mode)).toList();
      lines.add(
          new Figure.Line(
              mode,
              mode.equals("frequency") ? 2 : lines.size() - 1,
              its.stream().map(t -> 1000 * t.seconds()).toList(),
              its.stream().map(t -> 1000 * t.joules()).toList()));
    }
    return new Figure(
            "Least energy of AlexNet over WiFi",
            "latency bound (ms)",
            "millijoules per inference",
            false,
            true,
            lines)
        .write(folder, "frequency-energy-latency");
  }

  /** Carbon of every hour of a day. */
  static List<Path> day(Path folder, List<Hour> hours) {
    return new Figure(
            "Carbon of AlexNet, two inferences per second",
            "hour of the day",
            "grams CO2e in the hour",
            false,
            List.of(
                line("least carbon", 2, hours, Hour::leastCarbon),
                line("least latency", 1, hours, Hour::leastLatency),
                line("edge only", 0, hours, Hour::edgeOnly)))
        .write(folder, "carbon-day");
  }

  private static Figure.Line line(
      String name, int look, List<Hour> hours, ToDoubleFunction<Hour> what) {
    return new Figure.Line(
        name,
        look,
        hours.stream().map(h -> (double) h.hour()).toList(),
        hours.stream().map(what::applyAsDouble).toList());
  }
}
