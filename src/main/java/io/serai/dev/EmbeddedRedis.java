package io.serai.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * A real Redis server (7.0), unpacked from the class path, with its data in one folder.
 *
 * <p>The server belongs to everyone who has the folder open, in this process and in others: the
 * first {@link #start} launches it, later ones attach to it, and the last {@link #close} stops it.
 * Who is still there is known by operating system file locks, which a killed process loses, so
 * nobody has to tidy up: a server left behind by a killed process is used by the next {@code
 * start}. No shutdown hook is installed: close it last.
 *
 * <p>Every write is appended to a file, which is flushed to the disk once a second; a killed server
 * loses nothing that the operating system has got, a power failure the last second. Nothing is
 * evicted; above 1 GB it refuses writes. The server listens on 127.0.0.1 only, without password or
 * TLS, on the wanted port or on one that is remembered and used again when it is free. It runs in a
 * session of its own, so Ctrl-C in the terminal does not reach it. It runs as whoever calls, root
 * or not.
 *
 * <p>A folder belongs to one operating system user and one machine (or container) at a time.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedRedis implements AutoCloseable {

  private final RedisHome home;
  private final Stay stay;

  private EmbeddedRedis(RedisHome home) {
    this.home = home;
    this.stay = new Stay(home::leave);
  }

  /**
   * Makes sure that the server of this folder runs and joins its users. Takes some 20 ms, about 200
   * the first time, more where there is much to load.
   *
   * @param home folder of the program, the data, the port and the server's log; made when missing
   * @throws IOException when there is no server for this platform, or it cannot be started: the
   *     message says what was tried, ends with the last lines of the server's log where there are
   *     any, and names {@code REDIS_URL} as the way to do without
   */
  public static EmbeddedRedis start(Path home) throws IOException {
    return start(home, 0);
  }

  /**
   * As {@link #start(Path)}, on a certain port. A server that a killed process has left behind on
   * another port is moved there.
   *
   * @param port 0 for the remembered one, or a new one where that is taken
   * @throws IOException also when the port is taken, or somebody uses the folder on another one
   */
  public static EmbeddedRedis start(Path home, int port) throws IOException {
    return start(home, port, home.resolve("binaries"));
  }

  /** As {@link #start(Path, int)}, with the program elsewhere so that homes can share it. */
  static EmbeddedRedis start(Path home, int port, Path binariesCache) throws IOException {
    try {
      RedisHome joined = RedisHome.of(home);
      joined.join(port, binariesCache);
      return new EmbeddedRedis(joined);
    } catch (IOException e) {
      throw Unavailable.embedded("Redis", home, "REDIS_URL names a Redis of your own", e);
    }
  }

  /** The TCP port on 127.0.0.1; it stays over {@link #stopServer} and {@link #restartServer}. */
  public int port() {
    return home.port();
  }

  /** Its address for {@code REDIS_URL}, such as {@code redis://127.0.0.1:23456}. */
  public String url() {
    return "redis://" + PostgresDatabase.HOST + ":" + port();
  }

  /**
   * For fault tests: shuts the server down although others may use it. Does nothing when it is down
   * already.
   *
   * @throws IOException when the server does not stop
   * @throws IllegalStateException when this instance is closed
   */
  public void stopServer() throws IOException {
    stay.requireOpen("EmbeddedRedis");
    home.stopServer();
  }

  /**
   * For fault tests: starts the server again on the same port, stopping it first when it runs.
   *
   * @throws IOException when it does not stop or start, or when the port has been taken meanwhile
   * @throws IllegalStateException when this instance is closed
   */
  public void restartServer() throws IOException {
    stay.requireOpen("EmbeddedRedis");
    home.restartServer();
  }

  /**
   * Leaves the server; the last user stops it and waits for it to end. A second call does nothing.
   * An interrupted thread still completes this and stays interrupted.
   *
   * @throws UncheckedIOException when the server does not stop
   */
  @Override
  public void close() {
    stay.close();
  }
}
