package io.serai.dev;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Opens servers and child processes in one home and ends all of them. */
final class PostgresFixture {

  /** Shared by all tests so that the programs are unpacked once; {@code mvn clean} removes it. */
  static final Path BINARIES = Path.of("target", "postgres-binaries").toAbsolutePath();

  private final Path home;
  private final Path binaries;
  private final List<EmbeddedPostgres> servers = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();

  PostgresFixture(Path home) {
    this(home, BINARIES);
  }

  PostgresFixture(Path home, Path binaries) {
    this.home = home;
    this.binaries = binaries;
  }

  EmbeddedPostgres start() throws IOException {
    EmbeddedPostgres postgres = EmbeddedPostgres.start(home, binaries);
    servers.add(postgres);
    return postgres;
  }

  /** Starts a JVM with {@link PostgresHolder}; its first line of output tells how that went. */
  Process startProcess(Map<String, String> environment) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    ProcessBuilder builder =
        new ProcessBuilder(
                java.toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                PostgresHolder.class.getName(),
                home.toString(),
                binaries.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  static String firstLine(Process process) throws IOException {
    BufferedReader reader = process.inputReader();
    return String.valueOf(reader.readLine());
  }

  static void leave(Process process) throws Exception {
    process.getOutputStream().close();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the other process did not end");
    }
  }

  static void kill(Process process) throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  void killServer() throws IOException {
    ProcessHandle.of(postmasterPid()).orElseThrow().destroyForcibly();
    Awaitility.await().until(() -> !isServerRunning());
  }

  /** The running server's main process. */
  long postmasterPid() throws IOException {
    return running().orElseThrow().pid();
  }

  /**
   * A process handle would call a server alive that only waits for init to take note of its end.
   */
  boolean isServerRunning() throws IOException {
    return running().isPresent();
  }

  private Optional<Postmaster> running() throws IOException {
    return Postmaster.running(home.toRealPath().resolve("cluster"));
  }

  static void execute(EmbeddedPostgres postgres, String... statements) throws SQLException {
    executeIn(postgres.database(), postgres, statements);
  }

  static void executeIn(String database, EmbeddedPostgres postgres, String... statements)
      throws SQLException {
    try (Connection connection = connect(postgres, database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  static Connection connect(EmbeddedPostgres postgres) throws SQLException {
    return connect(postgres, postgres.database());
  }

  private static Connection connect(EmbeddedPostgres postgres, String database)
      throws SQLException {
    return DriverManager.getConnection(
        PostgresDatabase.url(postgres.port(), database), postgres.user(), postgres.password());
  }

  /** Makes a program of that name which prints and fails or not. */
  static void fakeProgram(Path folder, String name, String output, int status) throws IOException {
    Path program = Files.createDirectories(folder).resolve(name);
    Files.writeString(program, "#!/bin/sh\necho '" + output + "'\nexit " + status + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A search path on which the programs of that folder come first. */
  static Map<String, String> searchPath(Path first) {
    return Map.of("PATH", first + ":" + System.getenv("PATH"));
  }

  /** Also stops a server whose process the test has killed. */
  void endAll() throws Exception {
    servers.forEach(EmbeddedPostgres::close);
    for (Process process : processes) {
      if (process.isAlive()) {
        leave(process);
      }
    }
    start().close();
  }
}
