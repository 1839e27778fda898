package io.millrace.cli;

import io.millrace.planner.reproduce.RandomInstances;
import io.millrace.planner.reproduce.RandomInstances.Size;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The figures 2 to 5 of NUDIF over the number of devices: throughput, improvement, utilisation and
 * latency. Every line has a marker and a dash of its own, so that they tell apart without colour.
 */
final class NudifFigures {

  private static final int WIDTH = 900;
  private static final int HEIGHT = 540;
  private static final int DOTS_PER_INCH = 144;

  private static final Color[] COLOURS = {
    new Color(0x5B6770), new Color(0xC05A00), new Color(0x0B5CAD)
  };
  private static final Marker[] MARKERS = {
    SeriesMarkers.TRIANGLE_UP, SeriesMarkers.SQUARE, SeriesMarkers.CIRCLE
  };
  private static final float[][] DASHES = {{2, 5}, {10, 6}, {}};

  private record Line(String name, int look, List<Double> values) {}

  private final List<Size> sizes;
  private final String reading;

  NudifFigures(List<Size> sizes, String reading) {
    this.sizes = sizes;
    this.reading = reading;
  }

  /** Writes every figure as PNG and SVG; returns the files. */
  List<Path> write(Path folder) {
    try {
      Files.createDirectories(folder);
      List<Path> files = new ArrayList<>();
      files.addAll(
          write(
              folder.resolve("figure-2-throughput"),
              "Throughput (mean of %d clusters each)",
              "frames per second",
              byMethod(Size::throughput, 1)));
      files.addAll(
          write(
              folder.resolve("figure-3-improvement"),
              "Throughput of nudif over edgeshard-multi (%d clusters each)",
              "per cent",
              List.of(
                  new Line("largest", 1, values(size -> 100 * size.largestImprovement())),
                  new Line("mean", 2, values(size -> 100 * size.meanImprovement())),
                  new Line("least", 0, values(size -> 100 * size.leastImprovement())))));
      files.addAll(
          write(
              folder.resolve("figure-4-utilisation"),
              "Utilisation of devices (mean of %d clusters each)",
              "per cent of all devices' time",
              byMethod(Size::utilisation, 100)));
      files.addAll(
          write(
              folder.resolve("figure-5-latency"),
              "Latency without queues (mean of %d clusters each)",
              "seconds",
              byMethod(Size::latencySeconds, 1)));
      return files;
    } catch (IOException e) {
      throw new CommandException(folder + ": figures cannot be written: " + e.getMessage(), e);
    }
  }

  private List<Line> byMethod(Function<Size, double[]> what, double scale) {
    List<Line> lines = new ArrayList<>();
    for (int m = 0; m < RandomInstances.METHODS.size(); m++) {
      int method = m;
      lines.add(
          new Line(
              RandomInstances.METHODS.get(m), m, values(size -> scale * what.apply(size)[method])));
    }
    return lines;
  }

  private List<Double> values(ToDoubleFunction<Size> what) {
    return sizes.stream().map(what::applyAsDouble).toList();
  }

  private List<Path> write(Path base, String title, String unit, List<Line> lines)
      throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(
                String.format(Locale.ROOT, title + ", transfer %s", sizes.get(0).cases(), reading))
            .xAxisTitle("devices")
            .yAxisTitle(unit)
            .build();
    style(chart);
    List<Double> devices = values(Size::devices);
    double least = 0;
    for (Line line : lines) {
      XYSeries series = chart.addSeries(line.name(), devices, line.values());
      int look = line.look();
      series.setLineColor(COLOURS[look]);
      series.setMarkerColor(COLOURS[look]);
      series.setMarker(MARKERS[look]);
      series.setLineStyle(
          DASHES[look].length == 0
              ? new BasicStroke(2.2f)
              : new BasicStroke(
                  2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 10, DASHES[look], 0));
      for (double value : line.values()) {
        least = Math.min(least, value);
      }
    }
    if (least == 0) {
      chart.getStyler().setYAxisMin(0.0);
    }
    String png = base + ".png";
    String svg = base + ".svg";
    BitmapEncoder.saveBitmapWithDPI(chart, png, BitmapFormat.PNG, DOTS_PER_INCH);
    VectorGraphicsEncoder.saveVectorGraphic(chart, svg, VectorGraphicsFormat.SVG);
    return List.of(Path.of(png), Path.of(svg));
  }

  private void style(XYChart chart) {
    var styler = chart.getStyler();
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderColor(new Color(0x9AA3AA));
    styler.setPlotGridLinesColor(new Color(0xE3E6E8));
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(org.knowm.xchart.style.Styler.LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendSeriesLineLength(48);
    styler.setLegendPadding(12);
    styler.setMarkerSize(8);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    styler.setXAxisDecimalPattern("0");
    styler.setXAxisMin(sizes.get(0).devices() - 1.0);
    styler.setXAxisMax(sizes.get(sizes.size() - 1).devices() + 1.0);
  }
}
