package io.serai.files;

import static io.serai.files.FilesFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.testing.ChildJvm;
import io.serai.testing.FaultyStore;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestKafka;
import io.serai.testing.TestStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** A worker that is killed in the middle of a result in parts. */
class FilesUploadKillTest {

  private static final int MEGABYTES = 28;

  @RegisterExtension final TestDatabase database = TestDatabase.withLedger();
  @RegisterExtension final TestKafka kafka = new TestKafka();
  @RegisterExtension final TestStore store = new TestStore();

  @TempDir private Path folder;

  @Test
  void should_leave_no_unfinished_upload_when_the_next_worker_has_done_the_task() throws Exception {
    try (FaultyStore proxy = new FaultyStore(store.url(), 1).delay(Duration.ofMillis(500));
        FilesFixture files =
            new FilesFixture(database, store, kafka.environment(), folder)
                .withQuickRecovery()
                .with("OBS_SERVER", proxy.url())) {
      files.put("big", "0123456789abcde\n".repeat(MEGABYTES << 16));
      files.send(List.of(Map.entry("big", "v1")));
      ChildJvm victim = files.startWorker();
      await().atMost(PATIENCE).until(() -> hasParts(files));
      victim.kill();
      assertThat(unfinished(files)).hasSize(1);
      assertThat(files.claimedBy(victim)).isEqualTo(1);

      proxy.delay(Duration.ZERO);
      files.startWorker();
      files.awaitDone(PATIENCE);
      files.letTheUntoldBeTold();
      files.assertAllThere();
      assertThat(unfinished(files)).isEmpty();
    }
  }

  private List<MultipartUpload> unfinished(FilesFixture files) {
    return store.s3().listMultipartUploads(list -> list.bucket(files.results())).uploads();
  }

  private boolean hasParts(FilesFixture files) {
    return unfinished(files).stream()
        .anyMatch(
            upload ->
                !store
                    .s3()
                    .listParts(
                        list ->
                            list.bucket(files.results())
                                .key(upload.key())
                                .uploadId(upload.uploadId()))
                    .parts()
                    .isEmpty());
  }
}
