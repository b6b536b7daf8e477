package io.serai.dev;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Servers for tests in other packages; all share one copy of their programs. */
public final class TestServers {

  private TestServers() {}

  /** As {@link EmbeddedPostgres#start(Path)}. */
  public static EmbeddedPostgres postgres(Path home) throws IOException {
    return EmbeddedPostgres.start(home, PostgresFixture.BINARIES);
  }

  /** As {@link EmbeddedRedis#start(Path)}. */
  public static EmbeddedRedis redis(Path home) throws IOException {
    return EmbeddedRedis.start(home, 0, RedisNode.BINARIES);
  }

  /** A broker with properties that add to or replace the usual ones. */
  public static EmbeddedKafka kafka(Path home, int port, Map<String, String> properties)
      throws IOException {
    return EmbeddedKafka.start(home, port, properties);
  }
}
