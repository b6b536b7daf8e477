package io.serai.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serai.testing.ChildJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Its folder, processes and samples; what it understands is in {@link DuckFrontTest}. */
class EmbeddedClickHouseTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private Path home;

  @BeforeEach
  void chooseHome() {
    home = folder.resolve("clickhouse");
  }

  private static ClickHouseSamples client(EmbeddedClickHouse server) {
    return new ClickHouseSamples(server.url(), "default", "default", "");
  }

  @Test
  void should_keep_data_and_port_when_started_again() throws IOException {
    String url;
    try (EmbeddedClickHouse server = EmbeddedClickHouse.start(home, 0)) {
      url = server.url();
      client(server).execute("CREATE TABLE t (n UInt64) ENGINE = Memory");
      client(server).execute("INSERT INTO t VALUES (7)");
      try (EmbeddedClickHouse second = EmbeddedClickHouse.start(home, 0)) {
        assertThat(second.url()).isEqualTo(url);
      }
      assertThat(client(server).execute("SELECT n FROM t")).isEqualTo("7\n");
    }
    try (EmbeddedClickHouse server = EmbeddedClickHouse.start(home, 0)) {
      assertThat(server.url()).isEqualTo(url);
      assertThat(client(server).execute("SELECT n FROM t")).isEqualTo("7\n");
    }
  }

  @Test
  void should_end_its_threads_and_free_the_port_when_closed() throws IOException {
    long before = dispatchers();
    EmbeddedClickHouse server = EmbeddedClickHouse.start(home, 0);
    int port = URI.create(server.url()).getPort();
    client(server).execute("SELECT 1");
    server.close();
    server.close();

    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThat(socket.isBound()).isTrue();
    }
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(dispatchers()).isEqualTo(before));
  }

  /** Other tests of this JVM may have a server that stays. */
  private static long dispatchers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("HTTP-Dispatcher"))
        .count();
  }

  @Test
  void should_name_the_port_when_it_is_taken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(() -> EmbeddedClickHouse.start(home, taken.getLocalPort()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " on 127.0.0.1 is taken")
          .hasMessageContaining("CLICKHOUSE_URL");
    }
    try (EmbeddedClickHouse server = EmbeddedClickHouse.start(home, 0)) {
      assertThat(server.serves()).isTrue();
    }
  }

  @Test
  void should_take_over_with_all_data_when_the_other_process_is_killed() throws Exception {
    try (ChildJvm child =
        ChildJvm.start(
            folder.resolve("child"), Map.of(), ClickHouseProgram.class, home.toString())) {
      await().atMost(PATIENCE).until(() -> child.output().contains("ClickHouse at http"));
      try (EmbeddedClickHouse guest = EmbeddedClickHouse.start(home, 0)) {
        String url = guest.url();
        assertThat(guest.serves()).isFalse();
        client(guest).execute("CREATE TABLE t (n UInt64) ENGINE = MergeTree ORDER BY n");
        client(guest).execute("INSERT INTO t SELECT number FROM numbers(1000)");
        child.kill();

        await().atMost(PATIENCE).until(guest::serves);
        assertThat(guest.url()).isEqualTo(url);
        assertThat(client(guest).execute("SELECT count() FROM t")).isEqualTo("1000\n");
      }
    }
  }

  @Test
  void should_insist_on_the_login_that_it_was_given() throws IOException {
    try (EmbeddedClickHouse server = EmbeddedClickHouse.start(home, 0, "nova", "p:ä")) {
      assertThat(new ClickHouseSamples(server.url(), "default", "nova", "p:ä").execute("SELECT 1"))
          .isEqualTo("1\n");
      assertThatThrownBy(() -> client(server).execute("SELECT 1"))
          .hasMessageContaining("Code: 516");
    }
  }

  @Test
  void should_make_the_same_sample_every_time() throws IOException {
    String checks =
        "SELECT count(), uniq(user_id), uniq(post_id),"
            + " countIf(event_time > now() - INTERVAL 1 HOUR) FROM post_events";
    String people =
        "SELECT count(), uniq(follower_id), min(toString(followee_id))"
            + " FROM user_relationships";
    try (EmbeddedClickHouse server = EmbeddedClickHouse.start(home, 0)) {
      ClickHouseSamples samples = client(server);
      samples.createTables();
      samples.createTables();
      samples.addSmallSample();

      assertThat(samples.execute(checks))
          .startsWith("12000\t300\t120\t")
          .matches("(?s).*\\t8\\d\\d\\d\n");
      String first = samples.execute(people);
      assertThat(first).matches("2\\d{3}\t300\t.*\n");
      samples.execute("TRUNCATE TABLE user_relationships");
      samples.execute("TRUNCATE TABLE post_events");
      samples.addSmallSample();
      assertThat(samples.execute(people)).isEqualTo(first);

      samples.execute("TRUNCATE TABLE user_relationships");
      assertThat(samples.addManyRelationships(20_000)).isEqualTo(1_000);
      assertThat(samples.execute(people)).startsWith("199");
    }
  }
}
