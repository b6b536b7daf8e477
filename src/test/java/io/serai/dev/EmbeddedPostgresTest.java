package io.serai.dev;

import static io.serai.dev.PostgresFixture.connect;
import static io.serai.dev.PostgresFixture.execute;
import static io.serai.dev.PostgresFixture.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {

  /** One cluster for all tests, each with tables of its own; that saves many an initdb. */
  @TempDir private static Path home;

  private PostgresFixture fixture;

  @BeforeEach
  void openFixture() {
    fixture = new PostgresFixture(home);
  }

  @AfterEach
  void endEverything() throws Exception {
    fixture.endAll();
  }

  @Test
  void should_keep_rows_port_and_password_when_started_again() throws Exception {
    EmbeddedPostgres first = fixture.start();
    execute(first, "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (7)");
    first.close();
    assertThat(home.resolve("cluster/postmaster.pid")).doesNotExist();

    EmbeddedPostgres second = fixture.start();

    assertThat(query(second, "SELECT n FROM kept")).isEqualTo("7");
    assertThat(second.port()).isEqualTo(first.port());
    assertThat(second.password()).isEqualTo(first.password());
  }

  @Test
  void should_be_durable_private_and_utf8_when_started() throws Exception {
    EmbeddedPostgres postgres = fixture.start();

    assertThat(setting(postgres, "fsync")).isEqualTo("on");
    assertThat(setting(postgres, "synchronous_commit")).isEqualTo("on");
    assertThat(setting(postgres, "full_page_writes")).isEqualTo("on");
    assertThat(setting(postgres, "jit")).isEqualTo("off");
    assertThat(setting(postgres, "max_connections")).isEqualTo("100");
    assertThat(setting(postgres, "listen_addresses")).isEqualTo("127.0.0.1");
    assertThat(setting(postgres, "unix_socket_directories")).isEmpty();
    assertThat(setting(postgres, "server_encoding")).isEqualTo("UTF8");
    assertThat(query(postgres, "SELECT upper('größe')")).isEqualTo("GRÖßE");
    assertThat(mode(home.resolve("password"))).isEqualTo("rw-------");
    assertThat(mode(home.resolve("server.log"))).isEqualTo("rw-------");
    assertThat(mode(home.resolve("cluster"))).isEqualTo("rwx------");
  }

  @Test
  void should_be_out_of_reach_of_the_terminal_when_started() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/stat")), "needs Linux's /proc");
    assertThat(fixture.start().port()).isPositive();
    long pid = fixture.postmasterPid();

    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));

    String[] fieldsFromThird = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    assertThat(fieldsFromThird[2]).as("process group").isEqualTo(Long.toString(pid));
    assertThat(fieldsFromThird[3]).as("session").isEqualTo(Long.toString(pid));
  }

  @Test
  void should_refuse_connections_when_the_password_is_wrong() throws Exception {
    EmbeddedPostgres postgres = fixture.start();

    assertThatThrownBy(
            () -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "guess"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
  }

  @Test
  void should_keep_running_when_one_of_two_instances_closes() throws Exception {
    EmbeddedPostgres first = fixture.start();
    EmbeddedPostgres second = fixture.start();
    assertThat(second.port()).isEqualTo(first.port());

    first.close();
    first.close();

    assertThat(query(second, "SELECT 1")).isEqualTo("1");
    second.close();
    assertThat(fixture.isServerRunning()).isFalse();
  }

  @Test
  void should_share_one_server_when_threads_come_and_go() throws Exception {
    List<CompletableFuture<Void>> comings =
        IntStream.range(0, 12)
            .mapToObj(i -> CompletableFuture.runAsync(EmbeddedPostgresTest::comeAndGo))
            .toList();

    comings.forEach(CompletableFuture::join);

    assertThat(home.resolve("cluster/postmaster.pid")).doesNotExist();
  }

  private static void comeAndGo() {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home, PostgresFixture.BINARIES)) {
      assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
    } catch (IOException | SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void should_attach_when_another_process_runs_the_server() throws Exception {
    Process other = fixture.startProcess(Map.of());
    assertThat(PostgresFixture.firstLine(other)).startsWith("port ");
    long server = fixture.postmasterPid();

    EmbeddedPostgres postgres = fixture.start();
    assertThat(fixture.postmasterPid()).isEqualTo(server);
    PostgresFixture.leave(other);

    assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
    postgres.close();
    assertThat(fixture.isServerRunning()).isFalse();
  }

  @Test
  void should_leave_the_server_to_others_when_another_process_uses_it() throws Exception {
    EmbeddedPostgres postgres = fixture.start();
    Process other = fixture.startProcess(Map.of());
    assertThat(PostgresFixture.firstLine(other)).isEqualTo("port " + postgres.port());

    postgres.close();

    assertThat(fixture.isServerRunning()).isTrue();
    PostgresFixture.leave(other);
    assertThat(fixture.isServerRunning()).isFalse();
  }

  @Test
  void should_take_the_server_over_when_its_process_was_killed() throws Exception {
    Process other = fixture.startProcess(Map.of());
    assertThat(PostgresFixture.firstLine(other)).startsWith("port ");
    long orphan = fixture.postmasterPid();
    PostgresFixture.kill(other);

    EmbeddedPostgres postgres = fixture.start();

    assertThat(fixture.postmasterPid()).isEqualTo(orphan);
    assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
    postgres.close();
    assertThat(fixture.isServerRunning()).isFalse();
  }

  @Test
  void should_lose_nothing_committed_when_the_server_was_killed() throws Exception {
    EmbeddedPostgres first = fixture.start();
    int port = first.port();
    execute(first, "CREATE TABLE committed (n int)");
    try (Connection connection = connect(first);
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO committed SELECT generate_series(1, 1000)");
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO committed VALUES (0)");
      fixture.killServer();
      EmbeddedPostgres second = fixture.start();

      assertThat(query(second, "SELECT count(*) FROM committed")).isEqualTo("1000");
      assertThat(second.port()).isEqualTo(port);
      assertThat(query(first, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void should_come_back_on_the_same_port_when_stopped_under_others() throws Exception {
    EmbeddedPostgres first = fixture.start();
    EmbeddedPostgres second = fixture.start();
    execute(first, "CREATE TABLE outage (n int)", "INSERT INTO outage VALUES (1)");
    try (Connection idle = connect(second)) {
      first.stopServer();
      assertThat(idle.isValid(1)).isFalse();
    }
    assertThatThrownBy(() -> connect(second)).isInstanceOf(SQLException.class);

    first.restartServer();
    assertThat(query(second, "SELECT n FROM outage")).isEqualTo("1");
    long before = fixture.postmasterPid();
    first.restartServer();

    assertThat(fixture.postmasterPid()).isNotEqualTo(before);
    assertThat(query(second, "SELECT n FROM outage")).isEqualTo("1");
  }

  @Test
  void should_refuse_fault_injection_when_closed() throws Exception {
    EmbeddedPostgres postgres = fixture.start();
    postgres.close();

    assertThatThrownBy(postgres::stopServer).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(postgres::restartServer).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void should_stop_the_server_when_closed_by_an_interrupted_thread() throws Exception {
    EmbeddedPostgres postgres = fixture.start();

    Thread.currentThread().interrupt();
    postgres.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(fixture.isServerRunning()).isFalse();
  }

  private static String setting(EmbeddedPostgres postgres, String name) throws SQLException {
    return query(postgres, "SHOW " + name);
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
