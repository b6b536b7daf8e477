package io.serai.dev;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** The file in which the serving process says where its server can be reached. */
record ServedAddress(Path file) {

  private static final int CONNECT_MILLIS = 1_000;

  void publish(String address) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(draft, address + "\n");
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  void withdraw() throws IOException {
    Files.deleteIfExists(file);
  }

  /** The address, when there is one at which somebody listens; a damaged file counts as none. */
  Optional<String> answering() throws IOException {
    String text;
    try {
      text = Files.readString(file).strip();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (!text.matches("127\\.0\\.0\\.1:[1-9][0-9]{0,4}")) {
      return Optional.empty();
    }
    String[] parts = text.split(":");
    return isListening(parts[0], Integer.parseInt(parts[1])) ? Optional.of(text) : Optional.empty();
  }

  private static boolean isListening(String host, int port) {
    if (port >= 1 << 16) {
      return false;
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
