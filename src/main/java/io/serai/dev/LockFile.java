package io.serai.dev;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * An operating system lock on a file, gone when closed and when the process ends in any way.
 *
 * <p>It keeps processes apart, not threads: within one JVM the caller has to see to it that a file
 * is opened here by one thread at a time (closing it anywhere in the JVM drops every lock on it).
 */
public final class LockFile implements AutoCloseable {

  /** What is done under a lock. */
  @FunctionalInterface
  interface Action {
    void run() throws IOException;
  }

  private final FileChannel channel;

  private LockFile(FileChannel channel) {
    this.channel = channel;
  }

  /** Waits for the file, runs the action alone, and lets the file go. */
  static void exclusively(Path file, Action action) throws IOException {
    try (FileChannel channel = open(file)) {
      channel.lock();
      action.run();
    }
  }

  /** Waits until nobody holds the file exclusively and holds it beside others. */
  static LockFile shared(Path file) throws IOException {
    FileChannel channel = open(file);
    try {
      channel.lock(0, Long.MAX_VALUE, true);
      return new LockFile(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Holds the file alone, or returns nothing at once when another process holds it. */
  public static Optional<LockFile> tryExclusive(Path file) throws IOException {
    FileChannel channel = open(file);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(new LockFile(channel));
      }
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return Optional.empty();
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
