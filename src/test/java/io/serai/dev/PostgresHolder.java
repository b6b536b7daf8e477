package io.serai.dev;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Another process for the tests: starts PostgreSQL, prints {@code port N} or the failure, and
 * leaves when its input ends, as it also does when the tests' JVM dies.
 */
final class PostgresHolder {

  private PostgresHolder() {}

  public static void main(String[] args) throws IOException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(Path.of(args[0]), Path.of(args[1]))) {
      System.out.println("port " + postgres.port());
      BufferedReader input =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      input.readLine();
    } catch (IOException e) {
      System.out.println("failed " + e.getMessage());
    }
  }
}
