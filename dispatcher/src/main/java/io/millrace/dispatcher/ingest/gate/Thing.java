package io.millrace.dispatcher.ingest.gate;

import java.awt.Shape;
import java.util.List;

/** Something that moves in a scene. */
interface Thing {

  /** Metres from the camera; nearer things are drawn later. */
  double depth();

  void draw(Canvas canvas);

  /** What it hides of things behind it. */
  Shape outline(Projection view);

  /** What stands on it to be read. */
  List<Lettering> letterings();

  /** A point of it, to measure how it moves through the picture. */
  Vec anchor();

  /** How the anchor moves, in metres per second. */
  Vec velocity();
}
