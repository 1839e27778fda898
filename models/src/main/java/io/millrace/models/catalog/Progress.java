package io.millrace.models.catalog;

/** Hears how far a pull has come. */
@FunctionalInterface
public interface Progress {
  /** Hears nothing. */
  Progress NONE = (model, receivedBytes, totalBytes) -> {};

  /**
   * Called from the pulling thread several times a second, and once at the end.
   *
   * @param totalBytes what the server announced, -1 when it did not
   */
  void received(String model, long receivedBytes, long totalBytes);
}
