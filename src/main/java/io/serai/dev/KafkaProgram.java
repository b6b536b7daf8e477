package io.serai.dev;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * An {@link EmbeddedKafka} in a process of its own. It prints its address in a line of its own when
 * it can be used. It ends when standard input does, so a parent that dies takes it along, and on
 * SIGTERM; both ways the broker is stopped cleanly.
 */
public final class KafkaProgram {

  private KafkaProgram() {}

  /**
   * Runs one.
   *
   * @param args the folder, and the broker's port where it matters
   * @throws IOException when the broker cannot be started
   */
  public static void main(String[] args) throws IOException {
    int port = args.length > 1 ? Integer.parseInt(args[1]) : 0;
    try (EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(args[0]), port)) {
      Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "kafka-close"));
      System.out.println(kafka.bootstrapServers());
      System.out.flush();
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }
}
