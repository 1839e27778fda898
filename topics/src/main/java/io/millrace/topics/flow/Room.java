package io.millrace.topics.flow;

/**
 * How many records an instance may have taken and not done, and when its lanes are paused for it.
 *
 * @param records at least 1; from as many on the lanes are paused, until half of them are done
 */
public record Room(int records) {

  /** Room of the smallest batch. */
  private static final int LEAST = 8;

  private static final int BATCHES = 4;

  public Room {
    if (records < 1) {
      throw new IllegalArgumentException("room must be at least 1 record (was " + records + ")");
    }
  }

  /**
   * Room for a stage with this batch size unless configured: a batch in work, one that waits, and
   * as much again on its way to Kafka, and never less than eight.
   */
  public static Room forBatch(int batch) {
    return new Room(Math.max(LEAST, BATCHES * batch));
  }

  /**
   * Whether the lanes are paused now.
   *
   * @param before whether they were paused until now
   * @param outstanding records taken and not done
   */
  public boolean paused(boolean before, int outstanding) {
    return outstanding >= records || (before && !made(outstanding));
  }

  /** Whether paused lanes may be resumed. */
  public boolean made(int outstanding) {
    return outstanding <= records / 2;
  }
}
