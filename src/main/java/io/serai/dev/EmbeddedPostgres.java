package io.serai.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * A real PostgreSQL server, unpacked from the class path and kept in one folder.
 *
 * <p>The server belongs to everyone who has the folder open, in this process and in others: the
 * first {@link #start} launches it, later ones attach to it, and the last {@link #close} stops it.
 * Who is still there is known by operating system file locks, which a killed process loses, so
 * nobody has to tidy up: a server left behind by a killed process is taken over by the next {@code
 * start}. No shutdown hook is installed, because a hook would stop the database beside the
 * application's own draining: close it last.
 *
 * <p>Everything committed is durable ({@code fsync} is on). The server listens on 127.0.0.1 only,
 * on a port that is remembered and used again when it is free, and asks for a random password. It
 * runs in a session of its own, so Ctrl-C in the terminal does not reach it. PostgreSQL refuses to
 * run as root or as a nameless user; see {@link PostgresUser} for the ways round that.
 *
 * <p>A folder belongs to one operating system user and one machine (or container) at a time.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedPostgres implements AutoCloseable {

  private final PostgresHome home;
  private final Stay stay;

  private EmbeddedPostgres(PostgresHome home) {
    this.home = home;
    this.stay = new Stay(home::leave);
  }

  /**
   * Makes sure that the server of this folder runs and joins its users. Takes some 100 ms, about
   * three seconds the first time, and at most a minute when the server has much to recover.
   *
   * @param home folder of the binaries, the cluster, the password, the port and the server's log;
   *     made when missing
   * @throws IOException when there is no server for this platform, or it cannot be started: the
   *     message says what was tried, ends with the last lines of the server's log where there are
   *     any, and names {@code DB_HOST} as the way to do without
   */
  public static EmbeddedPostgres start(Path home) throws IOException {
    return start(home, home.resolve("binaries"));
  }

  /** As {@link #start(Path)}, with the binaries unpacked elsewhere so that homes can share them. */
  static EmbeddedPostgres start(Path home, Path binariesCache) throws IOException {
    try {
      PostgresHome joined = PostgresHome.of(home);
      joined.join(binariesCache);
      return new EmbeddedPostgres(joined);
    } catch (IOException e) {
      throw Unavailable.embedded(
          "PostgreSQL", home, "DB_HOST names a PostgreSQL server of your own", e);
    }
  }

  /** Always the IPv4 loopback address. */
  public String host() {
    return PostgresDatabase.HOST;
  }

  /** The TCP port; it stays the same over {@link #stopServer} and {@link #restartServer}. */
  public int port() {
    return home.port();
  }

  /** The superuser's name, {@code serai}. */
  public String user() {
    return PostgresDatabase.NAME;
  }

  /** The random password made together with the cluster. */
  public String password() {
    return home.password();
  }

  /** The database's name, {@code serai}; its encoding is UTF8, its locale C.UTF-8. */
  public String database() {
    return PostgresDatabase.NAME;
  }

  /** The JDBC address without user and password. */
  public String jdbcUrl() {
    return PostgresDatabase.url(port(), PostgresDatabase.NAME);
  }

  /**
   * For fault tests: shuts the server down at once (rolling back what is under way), although
   * others may use it. Does nothing when it is down already.
   *
   * @throws IOException when the server does not stop
   * @throws IllegalStateException when this instance is closed
   */
  public void stopServer() throws IOException {
    stay.requireOpen("EmbeddedPostgres");
    home.stopServer();
  }

  /**
   * For fault tests: starts the server again on the same port, stopping it first when it runs.
   *
   * @throws IOException when it does not stop or start, or when the port has been taken meanwhile
   * @throws IllegalStateException when this instance is closed
   */
  public void restartServer() throws IOException {
    stay.requireOpen("EmbeddedPostgres");
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
