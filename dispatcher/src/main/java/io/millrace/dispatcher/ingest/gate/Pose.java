package io.millrace.dispatcher.ingest.gate;

/**
 * Where a vehicle stands.
 *
 * @param nose the middle of its front end on the ground
 * @param heading where it drives, level and of length 1
 */
record Pose(Vec nose, Vec heading) {

  /** A point of the vehicle's own frame in the world. */
  Vec world(Vec local) {
    return new Vec(
        nose.x() - heading.x() * local.y() + heading.y() * local.x(),
        nose.y() - heading.y() * local.y() - heading.x() * local.x(),
        nose.z() + local.z());
  }

  /** A direction of the vehicle's own frame in the world. */
  Vec direction(Vec local) {
    return world(local).minus(nose);
  }
}
