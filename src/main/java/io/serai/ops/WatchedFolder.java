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
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads the files of one folder by their content. File events and times are not used: a Kubernetes
 * ConfigMap is exchanged by swapping the link {@code ..data}, of which neither tells anything on
 * the file itself. Not recursive; names that begin with a dot are left out. Stateless.
 */
public final class WatchedFolder {

  private final Path path;
  private final String[] suffixes;

  /**
   * @param path may be missing until it is read
   * @param suffixes how names end
   */
  public WatchedFolder(Path path, String... suffixes) {
    this.path = path;
    this.suffixes = suffixes.clone();
  }

  /**
   * The files by name.
   *
   * @throws IOException when the folder cannot be listed
   */
  public Map<String, Content> read() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> entries = Files.list(path)) {
      entries.filter(this::isWanted).forEach(files::add);
    }
    Map<String, Content> answer = new TreeMap<>();
    for (Path file : files) {
      answer.put(file.getFileName().toString(), content(file));
    }
    return answer;
  }

  /** The folder. */
  public Path path() {
    return path;
  }

  private boolean isWanted(Path file) {
    String name = file.getFileName().toString();
    return Arrays.stream(suffixes).anyMatch(name::endsWith)
        && !name.startsWith(".")
        && !Files.isDirectory(file);
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

  /**
   * One file as it was found; equal digests mean equal content, or the same fault in reading.
   *
   * @param location as a {@code file:} address
   * @param digest SHA-256 in hexadecimal, or the fault
   * @param bytes what is in it
   * @param fault why it could not be read, or null
   */
  public record Content(String location, String digest, byte[] bytes, String fault) {

    /**
     * The content as UTF-8.
     *
     * @throws IOException when it is not, or could not be read, saying how to mend it
     */
    public String text() throws IOException {
      if (fault != null) {
        throw new IOException(fault);
      }
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException e) {
        throw new IOException("it is not UTF-8 text; save it in that encoding", e);
      }
    }
  }
}
