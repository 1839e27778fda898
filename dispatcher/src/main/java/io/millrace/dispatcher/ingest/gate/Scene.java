package io.millrace.dispatcher.ingest.gate;

import java.util.List;

/** What there is to see, as a function of time. */
interface Scene {

  /** The camera. */
  Projection view();

  /** Draws all that stands still. */
  void backdrop(Canvas canvas);

  /** What moves, in any order. */
  List<Thing> things(double seconds);
}
