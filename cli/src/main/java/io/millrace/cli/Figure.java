package io.millrace.cli;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A figure of lines. Every line has a marker and a dash of its own, so that they tell apart without
 * colour.
 *
 * @param title above it
 * @param xTitle what runs to the right, with its unit
 * @param yTitle what runs upwards, with its unit
 * @param logarithmic whether the horizontal axis is
 * @param steps whether a line keeps its value until the next point, instead of a slope
 * @param lines at most four
 */
record Figure(
    String title,
    String xTitle,
    String yTitle,
    boolean logarithmic,
    boolean steps,
    List<Figure.Line> lines) {

  private static final int WIDTH = 900;
  private static final int HEIGHT = 540;
  private static final int DOTS_PER_INCH = 144;

  private static final Color[] COLOURS = {
    new Color(0x5B6770), new Color(0xC05A00), new Color(0x0B5CAD), new Color(0x2E7D32)
  };
  private static final Marker[] MARKERS = {
    SeriesMarkers.TRIANGLE_UP, SeriesMarkers.SQUARE, SeriesMarkers.CIRCLE, SeriesMarkers.DIAMOND
  };
  private static final float[][] DASHES = {{2, 5}, {10, 6}, {}, {10, 5, 2, 5}};

  /** A figure of slopes. */
  Figure(String title, String xTitle, String yTitle, boolean logarithmic, List<Line> lines) {
    this(title, xTitle, yTitle, logarithmic, false, lines);
  }

  /** One line; {@code look} is 0 to 3. */
  record Line(String name, int look, List<Double> x, List<Double> y) {}

  /** Writes it as PNG and SVG; returns the files. */
  List<Path> write(Path folder, String name) {
    Path base = folder.resolve(name);
    String png = base + ".png";
    String svg = base + ".svg";
    XYChart chart = chart();
    try {
      Files.createDirectories(folder);
      BitmapEncoder.saveBitmapWithDPI(chart, png, BitmapFormat.PNG, DOTS_PER_INCH);
      VectorGraphicsEncoder.saveVectorGraphic(chart, svg, VectorGraphicsFormat.SVG);
    } catch (IOException e) {
      throw new CommandException(folder + ": figures cannot be written: " + e.getMessage(), e);
    }
    return List.of(Path.of(png), Path.of(svg));
  }

  private XYChart chart() {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    style(chart);
    double least = 0;
    for (Line line : lines) {
      XYSeries series = chart.addSeries(line.name(), line.x(), line.y());
      int look = line.look();
      series.setLineColor(COLOURS[look]);
      series.setMarkerColor(COLOURS[look]);
      series.setMarker(MARKERS[look]);
      series.setLineStyle(
          DASHES[look].length == 0
              ? new BasicStroke(2.2f)
              : new BasicStroke(
                  2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 10, DASHES[look], 0));
      for (double value : line.y()) {
        least = Math.min(least, value);
      }
    }
    if (least == 0) {
      chart.getStyler().setYAxisMin(0.0);
    }
    return chart;
  }

  private void style(XYChart chart) {
    var styler = chart.getStyler();
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderColor(new Color(0x9AA3AA));
    styler.setPlotGridLinesColor(new Color(0xE3E6E8));
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendSeriesLineLength(48);
    styler.setLegendPadding(12);
    styler.setMarkerSize(8);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    styler.setXAxisLogarithmic(logarithmic);
    if (steps) {
      styler.setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Step);
    }
    if (lines.stream().flatMap(line -> line.x().stream()).allMatch(x -> x == Math.rint(x))) {
      styler.setXAxisDecimalPattern("0");
      if (!logarithmic) {
        styler.setXAxisMin(Math.max(0, x().min().orElse(0) - 1));
        styler.setXAxisMax(x().max().orElse(0) + 1);
      }
    }
  }

  private java.util.stream.DoubleStream x() {
    return lines.stream().flatMap(line -> line.x().stream()).mapToDouble(x -> x);
  }
}
