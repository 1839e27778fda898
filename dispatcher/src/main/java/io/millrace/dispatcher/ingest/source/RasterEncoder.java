package io.millrace.dispatcher.ingest.source;

/**
 * Turns drawn pictures into JPEG; one encoder belongs to one thread.
 *
 * <p>The same pixels always give the same bytes.
 */
public interface RasterEncoder extends AutoCloseable {

  /**
   * The picture as a complete JPEG file.
   *
   * @param pixels {@code 0xRRGGBB}, row by row, {@code width * height} of them
   */
  byte[] encode(int[] pixels, int width, int height);

  @Override
  void close();
}
