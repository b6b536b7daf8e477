package io.serai.dev;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Another process for the tests: starts Redis, prints {@code port N} or the failure, and leaves
 * when its input ends, as it also does when the tests' JVM dies.
 */
final class RedisHolder {

  private RedisHolder() {}

  public static void main(String[] args) throws IOException {
    try (EmbeddedRedis redis = EmbeddedRedis.start(Path.of(args[0]), 0, Path.of(args[1]))) {
      System.out.println("port " + redis.port());
      System.in.read();
    } catch (IOException e) {
      System.out.println("failed " + e.getMessage());
    }
  }
}
