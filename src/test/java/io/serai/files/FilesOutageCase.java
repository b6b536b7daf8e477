package io.serai.files;

import static io.serai.files.FilesFixture.PATIENCE;
import static org.awaitility.Awaitility.await;

import io.serai.testing.FaultyStore;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A worker on a storage that is slow, so that something can go away while it works. */
abstract class FilesOutageCase {

  static final int FILES = 120;
  static final String FAILED = "serai.file_result WHERE status = 'failed'";

  private static final int BEGUN = 15;

  @RegisterExtension final TestDatabase database = TestDatabase.withLedger();
  @RegisterExtension final TestStore store = new TestStore();

  @TempDir Path folder;
  FaultyStore proxy;

  @BeforeEach
  void standBefore() throws IOException {
    proxy = new FaultyStore(store.url(), 3).delay(Duration.ofMillis(60));
  }

  @AfterEach
  void endProxy() throws IOException {
    proxy.close();
  }

  FilesFixture fixture(Map<String, String> kafka) {
    return new FilesFixture(database, store, kafka, folder).with("OBS_SERVER", proxy.url());
  }

  static void awaitBegun(FilesFixture files) {
    await().atMost(PATIENCE).until(() -> files.done() >= BEGUN);
  }
}
