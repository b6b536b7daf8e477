package io.serai.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Assumptions;

/**
 * The real ClickHouse engine in a process of its own: chdb, from npm, behind src/test/chdb. It ends
 * with this JVM, whatever happens to it.
 */
final class Chdb implements AutoCloseable {

  private static final Path SOURCES = Path.of("src", "test", "chdb");
  private static final String INSTALL =
      "the real ClickHouse engine is not installed, so its tests are skipped; to run them: mkdir -p"
          + " target/chdb && cp src/test/chdb/* target/chdb && npm install --prefix target/chdb"
          + " (needs Node.js 18; or SERAI_TEST_CHDB names another folder where that was done)";

  private final Process process;
  private final Path data;
  private final String url;

  private Chdb(Process process, Path data, String url) {
    this.process = process;
    this.data = data;
    this.url = url;
  }

  /** Starts it, or skips the test. */
  static Chdb start() {
    String named = System.getenv("SERAI_TEST_CHDB");
    Path folder = Path.of(named == null ? "target/chdb" : named).toAbsolutePath();
    Assumptions.assumeTrue(Files.isDirectory(folder.resolve("node_modules/chdb")), INSTALL);
    try {
      return start(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Chdb start(Path folder) throws IOException {
    Path data = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "chdb-data");
    Path front = folder.resolve("front.mjs");
    Files.copy(SOURCES.resolve("front.mjs"), front, StandardCopyOption.REPLACE_EXISTING);
    Process process =
        new ProcessBuilder("node", front.toString(), data.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String port = out.readLine();
    if (port == null) {
      ServerHome.delete(data);
      throw new IOException("chdb did not start, see above");
    }
    return new Chdb(process, data, "http://127.0.0.1:" + port);
  }

  String url() {
    return url;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
    ServerHome.delete(data);
  }
}
