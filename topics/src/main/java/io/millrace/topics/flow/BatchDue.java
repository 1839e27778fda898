package io.millrace.topics.flow;

/**
 * When a batch begins: when it is full, or when its oldest frame has waited long enough for others.
 *
 * @param size frames of a full batch, at least 1
 * @param lingerNanos how long a frame may wait for others to fill its batch, at least 0
 */
public record BatchDue(int size, long lingerNanos) {

  public BatchDue {
    if (size < 1) {
      throw new IllegalArgumentException("size must be at least 1 (was " + size + ")");
    }
    if (lingerNanos < 0) {
      throw new IllegalArgumentException(
          "linger must not be negative (was " + lingerNanos + " ns)");
    }
  }

  /**
   * How long until the batch is due, 0 when it is.
   *
   * @param waiting frames that wait, at least 1
   * @param waitedNanos how long the oldest of them has waited
   */
  public long waitNanos(int waiting, long waitedNanos) {
    return waiting >= size ? 0 : Math.max(0, lingerNanos - waitedNanos);
  }
}
