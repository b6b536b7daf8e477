package io.serai.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serai.testing.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

class EmbeddedStoreTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String KEY = "日志/a b.csv";

  @TempDir private Path folder;

  private Path home;

  @BeforeEach
  void chooseHome() {
    home = folder.resolve("object-storage");
  }

  @Test
  void should_keep_objects_keys_and_port_when_started_again() throws IOException {
    String url;
    String secret;
    HeadObjectResponse before;
    try (EmbeddedStore store = EmbeddedStore.start(home)) {
      url = store.url();
      secret = store.secretKey();
      store.createBucket("files");
      store.createBucket("files");
      before = put(store);
    }
    try (EmbeddedStore store = EmbeddedStore.start(home)) {
      assertThat(store.url()).isEqualTo(url).startsWith("http://127.0.0.1:");
      assertThat(store.secretKey()).isEqualTo(secret);
      assertSame(before, head(store, store.secretKey()));
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("keys"))))
        .isEqualTo("rw-------");
  }

  @Test
  void should_end_its_threads_and_free_the_port_when_closed() throws IOException {
    EmbeddedStore store = EmbeddedStore.start(home);
    int port = URI.create(store.url()).getPort();
    store.createBucket("files");
    store.close();
    store.close();

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(t -> !t.isDaemon() && t.getName().contains(":" + port)));
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThat(socket.isBound()).isTrue();
    }
  }

  @Test
  void should_refuse_a_wrong_secret_when_asked() throws IOException {
    try (EmbeddedStore store = EmbeddedStore.start(home)) {
      store.createBucket("files");
      put(store);

      assertThatThrownBy(() -> head(store, "WRONG"))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }
  }

  @Test
  void should_share_one_server_when_started_twice_in_a_process() throws IOException {
    try (EmbeddedStore first = EmbeddedStore.start(home)) {
      try (EmbeddedStore second = EmbeddedStore.start(home)) {
        assertThat(second.url()).isEqualTo(first.url());
        second.createBucket("files");
      }
      assertThat(put(first).eTag()).isNotEmpty();
    }
  }

  @Test
  void should_use_the_server_of_another_process_and_take_over_when_that_is_killed()
      throws Exception {
    try (ChildJvm child = child()) {
      String url = addressOf(child);
      HeadObjectResponse before;
      try (EmbeddedStore guest = EmbeddedStore.start(home)) {
        assertThat(guest.url()).isEqualTo(url);
        assertThat(guest.serves()).isFalse();
        guest.createBucket("files");
        before = put(guest);
      }
      child.kill();

      try (EmbeddedStore heir = EmbeddedStore.start(home)) {
        assertThat(heir.serves()).isTrue();
        assertThat(heir.url()).isEqualTo(url);
        assertSame(before, head(heir, heir.secretKey()));
      }
    }
  }

  @Test
  void should_take_over_on_the_same_port_when_the_other_process_is_gone() throws Exception {
    try (ChildJvm child = child();
        EmbeddedStore guest = startAfter(child)) {
      String url = guest.url();
      guest.createBucket("files");
      HeadObjectResponse before = put(guest);
      child.kill();

      await().atMost(PATIENCE).until(guest::serves);

      assertThat(guest.url()).isEqualTo(url);
      assertSame(before, head(guest, guest.secretKey()));
    }
  }

  @Test
  void should_list_its_objects_when_its_folder_is_relative() throws IOException {
    Path relative = Path.of("").toAbsolutePath().relativize(home);
    try (EmbeddedStore store = EmbeddedStore.start(relative);
        S3Client s3 = client(store, store.secretKey())) {
      store.createBucket("files");
      put(store);

      assertThat(s3.listObjects(r -> r.bucket("files")).contents())
          .extracting(S3Object::key)
          .containsExactly(KEY);
    }
  }

  private EmbeddedStore startAfter(ChildJvm child) throws IOException {
    addressOf(child);
    return EmbeddedStore.start(home);
  }

  @Test
  void should_take_another_port_when_its_own_is_taken() throws IOException {
    String url;
    try (EmbeddedStore store = EmbeddedStore.start(home)) {
      url = store.url();
    }
    try (ServerSocket taken =
            new ServerSocket(URI.create(url).getPort(), 1, InetAddress.getByName("127.0.0.1"));
        EmbeddedStore store = EmbeddedStore.start(home)) {
      assertThat(store.url()).isNotEqualTo(url);
      assertThatThrownBy(() -> EmbeddedStore.start(folder.resolve("2"), taken.getLocalPort()))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll("port " + taken.getLocalPort(), "taken", "OBS_SERVER");
      assertThatThrownBy(() -> EmbeddedStore.start(home, 1))
          .hasMessageContaining("is served on port");
    }
  }

  @Test
  void should_end_when_told_by_a_signal() throws Exception {
    try (ChildJvm child = child()) {
      addressOf(child);
      assertThat(ProcessHandle.of(child.pid()).orElseThrow().destroy()).isTrue();

      assertThat(child.exitCode(PATIENCE)).isEqualTo(143);
    }
  }

  @Test
  void should_end_when_its_input_ends() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            StoreProgram.class.getName(),
            home.toString());
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();

    assertThat(process.inputReader().lines()).anyMatch(line -> line.startsWith("Object storage"));
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void should_say_so_when_the_keys_are_damaged() throws IOException {
    Files.createDirectories(home);
    Files.writeString(home.resolve("keys"), "");

    assertThatThrownBy(() -> EmbeddedStore.start(home))
        .hasMessageContainingAll(home.toString(), "damaged");
    Files.delete(home.resolve("keys"));
    EmbeddedStore.start(home).close();
  }

  @Test
  void should_say_so_when_files_can_have_no_attributes() throws IOException {
    URI archive = URI.create("jar:" + folder.resolve("a.zip").toUri());
    try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
      Path inside = Files.createDirectory(zip.getPath("/objects"));

      assertThatThrownBy(() -> FileAttributes.require(inside))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll("user attributes", "SERAI_DATA_DIR");
    }
    FileAttributes.require(Files.createDirectory(folder.resolve("fine")));
  }

  private ChildJvm child() throws IOException {
    return ChildJvm.start(folder.resolve("child"), Map.of(), StoreProgram.class, home.toString());
  }

  private static String addressOf(ChildJvm child) {
    await().atMost(PATIENCE).until(() -> child.output().contains("Object storage at "));
    try {
      return child
          .output()
          .lines()
          .filter(line -> line.startsWith("Object storage at "))
          .findFirst()
          .orElseThrow()
          .replace("Object storage at ", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HeadObjectResponse put(EmbeddedStore store) {
    try (S3Client s3 = client(store, store.secretKey())) {
      s3.putObject(
          r -> r.bucket("files").key(KEY).metadata(Map.of("serai-task", "t")),
          RequestBody.fromString("content"));
    }
    return head(store, store.secretKey());
  }

  private static HeadObjectResponse head(EmbeddedStore store, String secret) {
    try (S3Client s3 = client(store, secret)) {
      return s3.headObject(r -> r.bucket("files").key(KEY));
    }
  }

  private static void assertSame(HeadObjectResponse before, HeadObjectResponse after) {
    assertThat(after.eTag()).isEqualTo(before.eTag());
    assertThat(after.metadata()).isEqualTo(before.metadata()).containsEntry("serai-task", "t");
    assertThat(after.contentLength()).isEqualTo(7);
  }

  private static S3Client client(EmbeddedStore store, String secret) {
    return S3Client.builder()
        .endpointOverride(URI.create(store.url()))
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .httpClientBuilder(ApacheHttpClient.builder())
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(store.accessKey(), secret)))
        .build();
  }
}
