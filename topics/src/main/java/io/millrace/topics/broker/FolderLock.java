package io.millrace.topics.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The right to be the only broker on a folder.
 *
 * <p>Kafka locks its folder too, but a node that is broker and controller takes that lock only
 * after its controller has opened the metadata log; the two controllers then end the process.
 */
final class FolderLock implements AutoCloseable {

  private final FileChannel channel;

  /**
   * Kept because the JVM forgets a lock that nobody refers to, and would grant it a second time.
   */
  @SuppressWarnings("UnusedVariable")
  private final FileLock lock;

  private FolderLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the folder, which is created when it does not exist.
   *
   * @throws BrokerException if another broker has it, or it cannot be used
   */
  static FolderLock take(Path folder) {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve("broker.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = lock(channel);
      if (lock == null) {
        channel.close();
        throw new BrokerException(
            "%s: another broker uses this data folder.%nMaybe use that one, or give another folder with --data."
                .formatted(folder),
            null);
      }
      return new FolderLock(channel, lock);
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  static BrokerException unusable(Path folder, Exception cause) {
    return new BrokerException(
        "%s: the broker's data folder cannot be used: %s.%nMaybe give another with --data."
            .formatted(folder, cause),
        cause);
  }

  /** Gives the folder back. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The lock of the broker's folder was not given back.", e);
    }
  }

  /** The lock, or null when somebody else has it. */
  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Held by a broker in this process.
      return null;
    }
  }
}
