package io.serai.dev;

import static io.serai.dev.PostgresFixture.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that are not as a clean stop leaves them. */
class EmbeddedPostgresRecoveryTest {

  @TempDir private static Path home;

  private PostgresFixture fixture;
  private Path pidFile;

  @BeforeEach
  void makeCluster() throws Exception {
    fixture = new PostgresFixture(home);
    fixture.start().close();
    pidFile = home.resolve("cluster/postmaster.pid");
  }

  @AfterEach
  void endEverything() throws Exception {
    fixture.endAll();
  }

  @Test
  void should_start_when_the_recorded_process_id_belongs_to_another_program() throws Exception {
    Files.writeString(pidFile, pidFile(ProcessHandle.current().pid()));

    assertThat(query(fixture.start(), "SELECT 1")).isEqualTo("1");
  }

  @Test
  void should_start_when_the_recorded_process_is_dead() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Files.writeString(pidFile, pidFile(dead.pid()));

    assertThat(query(fixture.start(), "SELECT 1")).isEqualTo("1");
  }

  @Test
  void should_start_when_the_process_id_file_is_empty() throws Exception {
    Files.createFile(pidFile);

    assertThat(query(fixture.start(), "SELECT 1")).isEqualTo("1");
  }

  @Test
  void should_take_another_port_when_the_remembered_one_is_taken() throws Exception {
    int remembered = Integer.parseInt(Files.readString(home.resolve("port")).strip());
    try (ServerSocket other = new ServerSocket(remembered, 1, InetAddress.getByName("127.0.0.1"))) {
      EmbeddedPostgres postgres = fixture.start();

      assertThat(postgres.port()).isNotEqualTo(other.getLocalPort());
      assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
      assertThat(Files.readString(home.resolve("port"))).isEqualTo(postgres.port() + "\n");
    }
  }

  @Test
  void should_name_the_port_when_a_restart_finds_it_taken() throws Exception {
    EmbeddedPostgres postgres = fixture.start();
    postgres.stopServer();
    try (ServerSocket other =
        new ServerSocket(postgres.port(), 1, InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(postgres::restartServer)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("port " + other.getLocalPort());
    }
  }

  @Test
  void should_make_the_database_when_it_is_missing() throws Exception {
    EmbeddedPostgres postgres = fixture.start();
    PostgresFixture.executeIn("postgres", postgres, "ALTER DATABASE serai RENAME TO gone");
    postgres.close();

    assertThat(query(fixture.start(), "SELECT current_database()")).isEqualTo("serai");
  }

  @Test
  void should_quote_the_log_when_the_server_does_not_start() throws Exception {
    Path version = home.resolve("cluster/PG_VERSION");
    String original = Files.readString(version);
    Files.writeString(version, "9.1\n");
    try {
      assertThatThrownBy(fixture::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("initialized by PostgreSQL version 9.1")
          .hasMessageContaining("DB_HOST");
    } finally {
      Files.writeString(version, original);
    }
  }

  @Test
  void should_say_so_when_the_password_file_is_missing() throws Exception {
    Path password = home.resolve("password");
    Path aside = Files.move(password, home.resolve("password.aside"));
    try {
      assertThatThrownBy(fixture::start).hasMessageContaining(password + " is missing");
    } finally {
      Files.move(aside, password);
    }
  }

  @Test
  void should_stop_the_server_when_it_does_not_accept_the_password() throws Exception {
    Path password = home.resolve("password");
    String original = Files.readString(password);
    Files.writeString(password, "other\n");
    try {
      assertThatThrownBy(fixture::start).hasMessageContaining("does not accept the password");
      assertThat(pidFile).doesNotExist();
    } finally {
      Files.writeString(password, original);
    }
  }

  @Test
  void should_begin_anew_when_a_kill_left_a_half_made_cluster(@TempDir Path other)
      throws Exception {
    Path partial = Files.createDirectories(other.resolve("initdb-1.partial/cluster/base"));
    Files.writeString(partial.resolveSibling("PG_VERSION"), "17\n");
    Files.writeString(other.resolve("password.new"), "half");

    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(other, PostgresFixture.BINARIES)) {
      assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
    }

    assertThat(other.resolve("initdb-1.partial")).doesNotExist();
    assertThat(other.resolve("password.new")).doesNotExist();
  }

  @Test
  void should_make_one_cluster_when_two_processes_race(@TempDir Path other) throws Exception {
    PostgresFixture race = new PostgresFixture(other, other.resolve("our binaries"));
    try {
      Process rival = race.startProcess(Map.of());
      EmbeddedPostgres postgres = race.start();

      assertThat(PostgresFixture.firstLine(rival)).isEqualTo("port " + postgres.port());
    } finally {
      race.endAll();
    }
  }

  @Test
  void should_not_touch_the_cluster_when_it_is_damaged(@TempDir Path other) throws Exception {
    Path file = Files.createDirectories(other.resolve("cluster/base")).resolve("data");
    Files.writeString(file, "precious");

    assertThatThrownBy(() -> EmbeddedPostgres.start(other, PostgresFixture.BINARIES))
        .hasMessageContaining("no complete cluster");

    assertThat(file).hasContent("precious");
  }

  private static String pidFile(long pid) {
    return pid + "\n" + home.resolve("cluster") + "\n1790000000\n20000\n\n127.0.0.1\n";
  }
}
