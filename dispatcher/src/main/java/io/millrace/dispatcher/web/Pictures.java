package io.millrace.dispatcher.web;

import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.FrameRef;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The latest pictures of every camera, so that a result can be drawn over the very picture that it
 * was found in.
 *
 * <p>Each camera has its own share of memory, so that one with large pictures does not push out the
 * others'; the oldest picture goes first, the newest always stays. The bytes are not copied:
 * whoever puts them in or takes them out reads them and never writes.
 *
 * <p>Safe for use by many threads.
 */
public final class Pictures {

  /** Memory for one camera's pictures unless told otherwise (32 MiB). */
  public static final long DEFAULT_BYTES_PER_CAMERA = 32L << 20;

  private record Key(long run, long sequence) {}

  private static final class Shelf {
    private final LinkedHashMap<Key, byte[]> jpegs = new LinkedHashMap<>();
    private FrameRef latest;
    private long bytes;

    Shelf(FrameRef first) {
      latest = first;
    }
  }

  private final long bytesPerCamera;
  private final Map<CameraId, Shelf> shelves = new HashMap<>();

  /**
   * Without any picture.
   *
   * @param bytesPerCamera memory for one camera's pictures, > 0
   */
  public Pictures(long bytesPerCamera) {
    if (bytesPerCamera <= 0) {
      throw new IllegalArgumentException(
          "The memory for pictures must be > 0 bytes per camera (was " + bytesPerCamera + ").");
    }
    this.bytesPerCamera = bytesPerCamera;
  }

  /** Keeps a frame's picture and lets go of the oldest ones if there is no room. */
  public synchronized void put(FrameRef frame, byte[] jpeg) {
    Shelf shelf = shelves.computeIfAbsent(frame.camera(), unknown -> new Shelf(frame));
    byte[] before = shelf.jpegs.put(new Key(frame.run(), frame.sequence()), jpeg);
    shelf.bytes += jpeg.length - (before == null ? 0 : before.length);
    shelf.latest = frame;
    Iterator<byte[]> oldest = shelf.jpegs.values().iterator();
    while (shelf.bytes > bytesPerCamera && shelf.jpegs.size() > 1) {
      shelf.bytes -= oldest.next().length;
      oldest.remove();
    }
  }

  /** The JPEG file of a frame, if it is still kept. */
  public synchronized Optional<byte[]> jpeg(CameraId camera, long run, long sequence) {
    Shelf shelf = shelves.get(camera);
    return shelf == null
        ? Optional.empty()
        : Optional.ofNullable(shelf.jpegs.get(new Key(run, sequence)));
  }

  /** The newest frame of a camera. */
  public synchronized Optional<FrameRef> latest(CameraId camera) {
    return Optional.ofNullable(shelves.get(camera)).map(shelf -> shelf.latest);
  }

  /** Lets go of all pictures of a camera. */
  public synchronized void forget(CameraId camera) {
    shelves.remove(camera);
  }
}
