package io.millrace.dispatcher.ingest.gate;

/**
 * A point or direction in metres: x to the right, y away from the camera, z up.
 *
 * <p>In a vehicle's own frame x is to its right, y runs from its nose to its rear.
 */
record Vec(double x, double y, double z) {

  Vec plus(Vec other) {
    return new Vec(x + other.x, y + other.y, z + other.z);
  }

  Vec minus(Vec other) {
    return new Vec(x - other.x, y - other.y, z - other.z);
  }

  Vec times(double factor) {
    return new Vec(x * factor, y * factor, z * factor);
  }

  double dot(Vec other) {
    return x * other.x + y * other.y + z * other.z;
  }

  Vec cross(Vec other) {
    return new Vec(y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x);
  }

  double length() {
    return Math.sqrt(dot(this));
  }

  /** The direction, of length 1. */
  Vec unit() {
    return times(1 / length());
  }

  /** The point that far on the way to another, 0 to 1. */
  Vec towards(Vec other, double share) {
    return plus(other.minus(this).times(share));
  }
}
