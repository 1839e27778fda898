package io.millrace.models.build;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/**
 * Weights from a seed: the same seed and tensor name give the same bytes on every machine, whatever
 * else is built. A large model takes a second.
 */
final class SeededWeights {
  private final long seed;

  SeededWeights(long seed) {
    this.seed = seed;
  }

  /** Little-endian floats, even in [{@code from}, {@code to}). */
  ByteString uniform(String name, long count, double from, double to) {
    CRC32 hash = new CRC32();
    hash.update(name.getBytes(StandardCharsets.UTF_8));
    SplittableRandom random = new SplittableRandom(seed * 0x1_0000_0001L + hash.getValue());
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.toIntExact(Math.multiplyExact(count, Float.BYTES)))
            .order(ByteOrder.LITTLE_ENDIAN);
    float low = (float) from;
    float width = (float) (to - from);
    for (long i = 0; i < count; i++) {
      // 24 bits are what a float's fraction holds.
      buffer.putFloat(low + width * ((random.nextLong() >>> 40) * 0x1p-24f));
    }
    return UnsafeByteOperations.unsafeWrap(buffer.flip());
  }
}
