package io.serai.testing;

import io.serai.dev.EmbeddedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The broker of all tests of this JVM, whose records go when it goes. */
final class TestBroker implements AutoCloseable {

  private final Path home;
  private final EmbeddedKafka kafka;

  TestBroker() {
    try {
      Path parent = Files.createDirectories(Path.of("target").toAbsolutePath());
      home = Files.createTempDirectory(parent, "test-kafka-");
      kafka = EmbeddedKafka.start(home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  EmbeddedKafka kafka() {
    return kafka;
  }

  @Override
  public void close() {
    kafka.close();
    ServerHome.delete(home);
  }
}
