package io.serai.testing;

import io.serai.config.Settings;
import io.serai.dev.RedisNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.extension.ExtensionContext;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

/**
 * Gives tests a real Redis of their own, which they may break: one for the class when it is
 * registered in a static field, one for each test otherwise. It starts in some milliseconds.
 *
 * <pre>
 * &#64;RegisterExtension final TestRedis redis = TestRedis.plain();
 * </pre>
 */
public final class TestRedis extends ScopedExtension {

  private static final String HOST = "127.0.0.1";

  private String password;
  private RedisNode node;

  private TestRedis(String password) {
    this.password = password;
  }

  /** Without password. */
  public static TestRedis plain() {
    return new TestRedis("");
  }

  /** With that password of the default user, without spaces and quotes. */
  public static TestRedis withPassword(String password) {
    return new TestRedis(password);
  }

  @Override
  void open(ExtensionContext context) {
    node = password.isEmpty() ? RedisNode.create() : RedisNode.create("requirepass " + password);
  }

  @Override
  void close() {
    node.close();
  }

  /** Its port on 127.0.0.1. */
  public int port() {
    return node.port();
  }

  /** Its address, with the password where there is one. */
  public String url() {
    return "redis://" + (password.isEmpty() ? "" : ":" + password + "@") + HOST + ":" + port();
  }

  /** Environment variables that lead a process to it. */
  public Map<String, String> environment() {
    return Map.of("REDIS_URL", url());
  }

  /** Settings that lead there, with more of them, or others, by the names of their variables. */
  public Settings settings(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(environment());
    all.putAll(more);
    return Settings.load(all, Path.of("no-such-file.properties"), Map.of());
  }

  /** SIGTERM; returns when it is gone. */
  public void stop() {
    quietly(node::stop);
  }

  /** SIGKILL; returns when it is gone. */
  public void kill() {
    quietly(node::kill);
  }

  /** Starts it again on the same port with the data that it had. */
  public void start() {
    quietly(node::start);
  }

  /** Starts it again on the same port with no data; to be called while it is stopped. */
  public void startEmpty() {
    quietly(node::forget);
    start();
  }

  /** As one that has reached its memory's limit: refuses what takes more of it. */
  public void runOutOfMemory() {
    command("CONFIG", "SET", "maxmemory", "1");
  }

  /** Ends {@link #runOutOfMemory}. */
  public void haveMemory() {
    command("CONFIG", "SET", "maxmemory", "0");
  }

  /** As a replica: refuses writes; its primary is never reached. */
  public void becomeReadOnly() {
    command("REPLICAOF", HOST, "1");
  }

  /** Ends {@link #becomeReadOnly}. */
  public void becomeWritable() {
    command("REPLICAOF", "NO", "ONE");
  }

  /** Stops it from answering for so long, as it would over a slow command. */
  public void hang(long millis) {
    command("CLIENT", "PAUSE", String.valueOf(millis), "ALL");
  }

  /** Asks clients for that password from now on, or for none when it is empty. */
  public void askForPassword(String next) {
    command("CONFIG", "SET", "requirepass", next);
    password = next;
  }

  /** Deletes everything in it. */
  public void flush() {
    command("FLUSHALL");
  }

  /** The text of a key, or null. */
  public String get(String key) {
    return (String) command("GET", key);
  }

  /** Milliseconds that a key has left; -1 when it stays, -2 when there is none. */
  public long ttl(String key) {
    return (Long) command("PTTL", key);
  }

  /** All keys that match. */
  public Set<String> keys(String pattern) {
    Set<String> keys = new TreeSet<>();
    ((List<?>) command("KEYS", pattern)).forEach(key -> keys.add((String) key));
    return keys;
  }

  /** Runs a command in database 0 and returns its answer, with texts as strings. */
  public Object command(String name, String... arguments) {
    return command(port(), password, name, arguments);
  }

  static Object command(int port, String password, String name, String... arguments) {
    DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder();
    if (!password.isEmpty()) {
      config.password(password);
    }
    try (Jedis jedis = new Jedis(new HostAndPort(HOST, port), config.build())) {
      return text(jedis.sendCommand(() -> name.getBytes(StandardCharsets.US_ASCII), arguments));
    }
  }

  private static Object text(Object answer) {
    if (answer instanceof byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    return answer instanceof List<?> list ? list.stream().map(TestRedis::text).toList() : answer;
  }

  private interface Action {
    void run() throws IOException;
  }

  private static void quietly(Action action) {
    try {
      action.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
