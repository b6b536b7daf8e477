package io.serai.dev;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;

/**
 * What writing a cache costs without any line: SETEX of all keys in one pipeline. One thread at a
 * time.
 */
public final class PlainCacheWrites implements AutoCloseable {

  private final RedisClient client;

  /**
   * Connects with the first write.
   *
   * @param url such as {@code redis://127.0.0.1:6379}
   */
  public PlainCacheWrites(String url) {
    client = RedisClient.create(URI.create(url));
  }

  /** Writes all; returns when Redis has answered. */
  public void write(Map<String, byte[]> values, int ttlSeconds) {
    byte[] ttl = String.valueOf(ttlSeconds).getBytes(StandardCharsets.US_ASCII);
    try (Pipeline pipeline = client.pipelined()) {
      values.forEach(
          (key, value) ->
              pipeline.sendCommand(
                  Protocol.Command.SETEX, key.getBytes(StandardCharsets.UTF_8), ttl, value));
      pipeline.sync();
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
