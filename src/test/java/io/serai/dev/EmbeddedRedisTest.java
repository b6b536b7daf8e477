package io.serai.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

class EmbeddedRedisTest {

  @TempDir private Path home;

  private final List<EmbeddedRedis> servers = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void endEverything() throws Exception {
    servers.forEach(EmbeddedRedis::close);
    for (Process process : processes) {
      leave(process);
    }
    start().close();
  }

  private EmbeddedRedis start() throws IOException {
    return start(0);
  }

  private EmbeddedRedis start(int port) throws IOException {
    EmbeddedRedis redis = EmbeddedRedis.start(home, port, RedisNode.BINARIES);
    servers.add(redis);
    return redis;
  }

  private Process startProcess() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                RedisHolder.class.getName(),
                home.toString(),
                RedisNode.BINARIES.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    processes.add(process);
    assertThat(process.inputReader().readLine()).startsWith("port ");
    return process;
  }

  private static void leave(Process process) throws Exception {
    process.getOutputStream().close();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  private Optional<RedisProcess> running() throws IOException {
    Path real = home.toRealPath();
    return RedisProcess.running(real.resolve("redis.pid"), real.resolve("data"));
  }

  @Test
  void should_keep_values_and_port_when_started_again() throws Exception {
    EmbeddedRedis first = start();
    set(first, "kept", "7");
    first.close();
    assertThat(running()).isEmpty();

    EmbeddedRedis second = start();

    assertThat(get(second, "kept")).isEqualTo("7");
    assertThat(second.port()).isEqualTo(first.port());
    assertThat(second.url()).isEqualTo("redis://127.0.0.1:" + first.port());
  }

  @Test
  void should_be_durable_and_private_when_started() throws Exception {
    EmbeddedRedis redis = start();

    try (Jedis jedis = new Jedis(redis.url())) {
      assertThat(jedis.configGet("append*")).containsEntry("appendonly", "yes");
      assertThat(jedis.configGet("append*")).containsEntry("appendfsync", "everysec");
      assertThat(jedis.configGet("bind")).containsEntry("bind", "127.0.0.1");
      assertThat(jedis.configGet("maxmemory-policy")).containsValue("noeviction");
    }
    assertThat(mode(home.resolve("data"))).isEqualTo("rwx------");
    assertThat(mode(home.resolve("server.log"))).isEqualTo("rw-------");
  }

  @Test
  void should_be_out_of_reach_of_the_terminal_when_started() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/stat")), "needs Linux's /proc");
    assertThat(start().port()).isPositive();
    long pid = running().orElseThrow().pid();

    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));

    String[] fieldsFromThird = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    assertThat(fieldsFromThird[3]).as("session").isEqualTo(Long.toString(pid));
  }

  @Test
  void should_keep_running_when_one_of_two_instances_closes() throws Exception {
    EmbeddedRedis first = start();
    EmbeddedRedis second = start();
    assertThat(second.port()).isEqualTo(first.port());

    first.close();
    first.close();

    assertThat(get(second, "none")).isNull();
    second.close();
    assertThat(running()).isEmpty();
  }

  @Test
  void should_share_one_server_when_threads_come_and_go() throws Exception {
    List<CompletableFuture<Void>> comings =
        IntStream.range(0, 12).mapToObj(i -> CompletableFuture.runAsync(this::comeAndGo)).toList();

    comings.forEach(CompletableFuture::join);

    assertThat(running()).isEmpty();
  }

  private void comeAndGo() {
    try (EmbeddedRedis redis = EmbeddedRedis.start(home, 0, RedisNode.BINARIES)) {
      assertThat(get(redis, "none")).isNull();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void should_outlive_the_process_that_started_it_when_it_is_used_here() throws Exception {
    Process other = startProcess();
    long server = running().orElseThrow().pid();

    EmbeddedRedis redis = start();
    leave(other);

    assertThat(running().orElseThrow().pid()).isEqualTo(server);
    assertThat(get(redis, "none")).isNull();
    redis.close();
    assertThat(running()).isEmpty();
  }

  @Test
  void should_leave_the_server_to_others_when_another_process_uses_it() throws Exception {
    EmbeddedRedis redis = start();
    Process other = startProcess();

    redis.close();

    assertThat(running()).isPresent();
    leave(other);
    assertThat(running()).isEmpty();
  }

  @Test
  void should_use_and_end_the_orphan_when_its_process_was_killed() throws Exception {
    Process other = startProcess();
    long orphan = running().orElseThrow().pid();
    other.destroyForcibly().waitFor();

    EmbeddedRedis redis = start();

    assertThat(running().orElseThrow().pid()).isEqualTo(orphan);
    redis.close();
    assertThat(running()).isEmpty();
  }

  @Test
  void should_move_the_orphan_when_another_port_is_wanted() throws Exception {
    EmbeddedRedis first = start();
    set(first, "kept", "7");
    Process other = startProcess();
    first.close();
    other.destroyForcibly().waitFor();
    int wanted = new ServerPort(home.resolve("unused")).chooseNew();

    EmbeddedRedis moved = start(wanted);

    assertThat(moved.port()).isEqualTo(wanted);
    assertThat(get(moved, "kept")).isEqualTo("7");
  }

  @Test
  void should_start_anew_when_the_server_was_killed() throws Exception {
    EmbeddedRedis first = start();
    set(first, "kept", "7");
    running().orElseThrow().kill();
    await().until(() -> running().isEmpty());

    EmbeddedRedis second = start();

    assertThat(get(second, "kept")).isEqualTo("7");
  }

  @Test
  void should_start_when_the_remembered_process_id_belongs_to_another_program() throws Exception {
    Files.writeString(home.resolve("redis.pid"), ProcessHandle.current().pid() + "\n");

    assertThat(get(start(), "none")).isNull();
  }

  @Test
  void should_come_back_on_its_port_when_it_is_restarted() throws Exception {
    EmbeddedRedis redis = start();
    set(redis, "kept", "7");

    redis.stopServer();
    assertThat(RedisProcess.isReady(redis.port())).isFalse();
    redis.restartServer();

    assertThat(get(redis, "kept")).isEqualTo("7");
  }

  @Test
  void should_refuse_a_wanted_port_that_is_taken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(() -> start(taken.getLocalPort()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(
              "port " + taken.getLocalPort() + " on 127.0.0.1 is taken by another program")
          .hasMessageContaining("REDIS_URL");
    }
    assertThat(running()).isEmpty();
  }

  @Test
  void should_refuse_a_second_port_when_somebody_uses_the_first() throws Exception {
    EmbeddedRedis redis = start();
    int wanted = redis.port() + 1;

    assertThatThrownBy(() -> start(wanted))
        .hasMessageContaining("served on port " + redis.port() + " already, not on " + wanted);

    assertThat(get(redis, "none")).isNull();
  }

  @Test
  void should_say_which_platforms_there_are_when_this_one_has_none() throws Exception {
    assertThat(RedisBinaries.name("Linux", "amd64")).isEqualTo("redis-server-7.0.15-linux-amd64");
    assertThat(RedisBinaries.name("Mac OS X", "aarch64"))
        .isEqualTo("redis-server-7.0.15-darwin-arm64");
    assertThatThrownBy(() -> RedisBinaries.name("Windows 11", "amd64"))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "there is no embedded Redis for Windows 11 on amd64,"
                + " only for Linux and macOS on x86-64 and arm64");
  }

  @Test
  void should_quote_the_log_when_the_data_is_damaged() throws Exception {
    Path files = Files.createDirectories(home.resolve("data/appendonlydir"));
    Files.writeString(files.resolve("appendonly.aof.manifest"), "nonsense\n");

    assertThatThrownBy(this::start)
        .hasMessageContaining("Redis ended with status 1")
        .hasMessageContaining("server.log");
    Folders.delete(files);
  }

  private static void set(EmbeddedRedis redis, String key, String value) {
    try (Jedis jedis = new Jedis(redis.url())) {
      jedis.set(key, value);
    }
  }

  private static String get(EmbeddedRedis redis, String key) {
    try (Jedis jedis = new Jedis(redis.url())) {
      return jedis.get(key);
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
