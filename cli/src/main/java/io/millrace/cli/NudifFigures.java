package io.millrace.cli;

import io.millrace.planner.reproduce.RandomInstances;
import io.millrace.planner.reproduce.RandomInstances.Size;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The figures 2 to 5 of NUDIF over the number of devices: throughput, improvement, utilisation and
 * latency.
 */
final class NudifFigures {

  private final List<Size> sizes;
  private final String reading;

  NudifFigures(List<Size> sizes, String reading) {
    this.sizes = sizes;
    this.reading = reading;
  }

  /** Writes every figure as PNG and SVG; returns the files. */
  List<Path> write(Path folder) {
    List<Path> files = new ArrayList<>();
    files.addAll(
        figure(
                "Throughput (mean of %d clusters each)",
                "frames per second", byMethod(Size::throughput, 1))
            .write(folder, "figure-2-throughput"));
    files.addAll(
        figure(
                "Throughput of nudif over edgeshard-multi (%d clusters each)",
                "per cent",
                List.of(
                    line("largest", 1, size -> 100 * size.largestImprovement()),
                    line("mean", 2, size -> 100 * size.meanImprovement()),
                    line("least", 0, size -> 100 * size.leastImprovement())))
            .write(folder, "figure-3-improvement"));
    files.addAll(
        figure(
                "Utilisation of devices (mean of %d clusters each)",
                "per cent of all devices' time", byMethod(Size::utilisation, 100))
            .write(folder, "figure-4-utilisation"));
    files.addAll(
        figure(
                "Latency without queues (mean of %d clusters each)",
                "seconds", byMethod(Size::latencySeconds, 1))
            .write(folder, "figure-5-latency"));
    return files;
  }

  private List<Figure.Line> byMethod(Function<Size, double[]> what, double scale) {
    List<Figure.Line> lines = new ArrayList<>();
    for (int m = 0; m < RandomInstances.METHODS.size(); m++) {
      int method = m;
      lines.add(line(RandomInstances.METHODS.get(m), m, size -> scale * what.apply(size)[method]));
    }
    return lines;
  }

  private Figure.Line line(String name, int look, ToDoubleFunction<Size> what) {
    return new Figure.Line(name, look, values(Size::devices), values(what));
  }

  private List<Double> values(ToDoubleFunction<Size> what) {
    return sizes.stream().map(what::applyAsDouble).toList();
  }

  private Figure figure(String title, String unit, List<Figure.Line> lines) {
    return new Figure(
        String.format(Locale.ROOT, title + ", transfer %s", sizes.get(0).cases(), reading),
        "devices",
        unit,
        false,
        lines);
  }
}
