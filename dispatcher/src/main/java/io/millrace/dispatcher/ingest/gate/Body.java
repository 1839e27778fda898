package io.millrace.dispatcher.ingest.gate;

import java.util.List;

/**
 * A vehicle's shape, in its own frame.
 *
 * @param length metres from nose to rear
 * @param halfWidth metres from its middle to its side
 * @param height metres
 * @param sections drawn from the farthest to the nearest; within one, in their order
 */
record Body(
    double length,
    double halfWidth,
    double height,
    List<Section> sections,
    List<Sign> signs,
    List<Lamp> lamps) {

  /**
   * A convex or nearly convex piece with what is painted on it.
   *
   * @param centre decides when it is drawn
   */
  record Section(Vec centre, List<Facet> facets) {}

  /**
   * Something to read.
   *
   * @param centre of the text
   * @param normal outwards and level
   * @param letterHeight metres
   * @param style what it stands on
   */
  record Sign(Vec centre, Vec normal, double letterHeight, String text, Style style) {}

  /** What a text stands on. */
  enum Style {
    /** Black on a white plate with a blue band. */
    PLATE,
    /** White letters painted on a wall. */
    WALL
  }

  /**
   * A lamp.
   *
   * @param normal outwards
   * @param front whether it is a white head lamp or a red tail lamp
   */
  record Lamp(Vec centre, Vec normal, double radius, boolean front) {}

  Body {
    sections = List.copyOf(sections);
    signs = List.copyOf(signs);
    lamps = List.copyOf(lamps);
  }
}
