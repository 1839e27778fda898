package io.millrace.bench.carbon;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A day by the hour: what the plans emit, and below it what the zones' electricity was like. Every
 * line has a dash of its own, so that they tell apart without colour.
 */
public final class CarbonDayFigures {

  private static final int WIDTH = 900;
  private static final int HEIGHT = 480;
  private static final int DOTS_PER_INCH = 144;
  private static final Color[] COLOURS = {
    new Color(0x0B5CAD), new Color(0xC05A00), new Color(0x5B6770)
  };
  private static final float[][] DASHES = {{}, {10, 6}, {2, 5}};

  private final String cluster;
  private final String scope;

  private record Line(String name, List<Double> values) {}

  public CarbonDayFigures(String cluster, String scope) {
    this.cluster = cluster;
    this.scope = scope;
  }

  /** Writes two figures a day as PNG and SVG; returns the files. */
  public List<Path> write(CarbonDay.Study study, Path folder) {
    try {
      Files.createDirectories(folder);
      List<Path> files = new ArrayList<>();
      for (CarbonDay.Grid day : study.days()) {
        List<Line> emissions = new ArrayList<>();
        for (CarbonDay.Row row : study.of(day.day())) {
          emissions.add(new Line("plans for " + row.objective().label(), row.gramsByHour()));
        }
        files.addAll(
            write(
                folder.resolve("carbon-%s-%s-emissions".formatted(cluster, day.day())),
                "Emissions at the same frame rate, %s, %s".formatted(cluster, day.day()),
                "g CO2e per hour",
                emissions));
        List<Line> zones = new ArrayList<>();
        for (Map.Entry<String, List<Double>> zone : day.gramsPerKilowattHour().entrySet()) {
          zones.add(new Line(zone.getKey(), zone.getValue()));
        }
        files.addAll(
            write(
                folder.resolve("carbon-%s-%s-grid".formatted(cluster, day.day())),
                "Carbon intensity of electricity, average %s, %s".formatted(scope, day.day()),
                "g CO2e per kWh",
                zones));
      }
      return files;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          folder + ": figures cannot be written: " + e.getMessage(), e);
    }
  }

  private static List<Path> write(Path base, String title, String unit, List<Line> lines)
      throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle("hour of the day (UTC)")
            .yAxisTitle(unit)
            .build();
    style(chart);
    for (int i = 0; i < lines.size(); i++) {
      List<Double> hours = new ArrayList<>();
      List<Double> values = new ArrayList<>();
      // An hour is a step: it begins and ends with its value.
      for (int h = 0; h < lines.get(i).values().size(); h++) {
        hours.addAll(List.of((double) h, h + 1.0));
        values.addAll(List.of(lines.get(i).values().get(h), lines.get(i).values().get(h)));
      }
      XYSeries series = chart.addSeries(lines.get(i).name(), hours, values);
      int look = i % COLOURS.length;
      series.setLineColor(COLOURS[look]);
      series.setMarker(SeriesMarkers.NONE);
      series.setLineStyle(
          DASHES[look].length == 0
              ? new BasicStroke(2.2f)
              : new BasicStroke(
                  2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 10, DASHES[look], 0));
    }
    String png = base + ".png";
    String svg = base + ".svg";
    BitmapEncoder.saveBitmapWithDPI(chart, png, BitmapFormat.PNG, DOTS_PER_INCH);
    VectorGraphicsEncoder.saveVectorGraphic(chart, svg, VectorGraphicsFormat.SVG);
    return List.of(Path.of(png), Path.of(svg));
  }

  private static void style(XYChart chart) {
    var styler = chart.getStyler();
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderColor(new Color(0x9AA3AA));
    styler.setPlotGridLinesColor(new Color(0xE3E6E8));
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendSeriesLineLength(48);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    styler.setXAxisDecimalPattern("0");
    styler.setXAxisMin(0.0);
    styler.setXAxisMax((double) CarbonDay.HOURS);
    styler.setYAxisMin(0.0);
  }
}
