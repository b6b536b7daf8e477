package io.serai.testing;

import io.serai.dev.EmbeddedPostgres;
import io.serai.dev.TestServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The server of all tests of this JVM. A database's name tells which JVM made it, so that the next
 * run drops what a killed one has left behind, and no other.
 */
final class TestPostgres implements AutoCloseable {

  private static final Path HOME = Path.of("target", "test-postgres");
  private static final String PREFIX = "test_";

  private final EmbeddedPostgres server;
  private final AtomicInteger made = new AtomicInteger();

  TestPostgres() {
    try {
      server = TestServers.postgres(HOME);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      dropLeftovers();
    } catch (SQLException | RuntimeException e) {
      server.close();
      throw new IllegalStateException("databases of earlier runs could not be dropped", e);
    }
  }

  EmbeddedPostgres server() {
    return server;
  }

  String url(String database) {
    return "jdbc:postgresql://%s:%d/%s".formatted(server.host(), server.port(), database);
  }

  String createDatabase() {
    String name = prefix(ProcessHandle.current()) + made.incrementAndGet();
    try {
      execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("database " + name + " could not be made", e);
    }
    return name;
  }

  void dropDatabase(String name) {
    try {
      execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    } catch (SQLException e) {
      throw new IllegalStateException("database " + name + " could not be dropped", e);
    }
  }

  private void dropLeftovers() throws SQLException {
    List<String> names = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT datname FROM pg_database WHERE left(datname, 5) = '" + PREFIX + "'")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    names.stream().filter(name -> !belongsToLivingJvm(name)).forEach(this::dropDatabase);
  }

  private static boolean belongsToLivingJvm(String name) {
    Optional<ProcessHandle> maker = ProcessHandle.of(Long.parseLong(name.split("_")[1]));
    return maker.filter(ProcessHandle::isAlive).map(p -> name.startsWith(prefix(p))).orElse(false);
  }

  private static String prefix(ProcessHandle process) {
    long started = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return PREFIX + process.pid() + "_" + started + "_";
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(url("postgres"), server.user(), server.password());
  }

  @Override
  public void close() {
    server.close();
  }
}
