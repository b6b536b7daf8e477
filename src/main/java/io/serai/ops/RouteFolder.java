package io.serai.ops;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads the {@code *.camel.yaml} files of one folder by their content. File events and times are
 * not used: a Kubernetes ConfigMap is exchanged by swapping the link {@code ..data}, of which
 * neither tells anything on the file itself.
 */
final class RouteFolder {

  private static final String SUFFIX = ".camel.yaml";

  private final Path path;

  RouteFolder(Path path) {
    this.path = path;
  }

  /**
   * The files by name.
   *
   * @throws IOException when the folder cannot be listed
   */
  Map<String, Content> read() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> entries = Files.list(path)) {
      entries.filter(RouteFolder::isRouteFile).forEach(files::add);
    }
    Map<String, Content> answer = new TreeMap<>();
    for (Path file : files) {
      answer.put(file.getFileName().toString(), content(file));
    }
    return answer;
  }

  Path path() {
    return path;
  }

  private static boolean isRouteFile(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(SUFFIX) && !name.startsWith(".") && !Files.isDirectory(file);
  }

  private static Content content(Path file) {
    String location = "file:" + file.toAbsolutePath().normalize();
    try {
      byte[] bytes = Files.readAllBytes(file);
      return new Content(location, digest(bytes), bytes, null);
    } catch (IOException e) {
      String fault = "it cannot be read (" + e + "); mend its access rights or its link";
      return new Content(location, fault, new byte[0], fault);
    }
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /** One file as it was found; equal digests mean equal content, or the same fault in reading. */
  record Content(String location, String digest, byte[] bytes, String fault) {

    RouteFile parse(String name) throws RefusedException {
      if (fault != null) {
        throw new RefusedException(fault);
      }
      try {
        String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        return RouteFile.parse(name, location, text);
      } catch (CharacterCodingException e) {
        throw new RefusedException("it is not UTF-8 text; save it in that encoding");
      }
    }
  }
}
