package io.serai.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Serai;
import io.serai.testing.ChildJvm;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** The line on an object storage that is reached as OBS is: over https, buckets as hosts. */
class FilesSecureStoreTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String SOURCE = "in-put";
  private static final String RESULTS = "results";

  @RegisterExtension final TestDatabase database = TestDatabase.withLedger();
  @RegisterExtension final TestKafka kafka = new TestKafka();

  @TempDir private Path folder;
  private SecureStore store;

  private void start(boolean virtualHost, String names) throws Exception {
    store = SecureStore.start(folder, names, virtualHost);
    store.s3().createBucket(request -> request.bucket(SOURCE));
    store.s3().createBucket(request -> request.bucket(RESULTS));
  }

  @AfterEach
  void stop() throws Exception {
    store.close();
  }

  private ChildJvm serai(String host, String options, String... arguments) throws IOException {
    Map<String, String> environment = new HashMap<>(store.keys());
    environment.putAll(database.environment());
    environment.putAll(kafka.environment());
    environment.put("OBS_SERVER", store.url(host));
    environment.put("OBS_SOURCE_BUCKET", SOURCE);
    environment.put("OBS_DEST_BUCKET", RESULTS);
    environment.put("FILES_PARSER", "copy");
    environment.put("SERAI_LOG_DIR", "");
    environment.put("SERAI_MANAGEMENT_PORT", "0");
    environment.put("SERAI_RETRY_DELAY", "0");
    environment.put("JAVA_TOOL_OPTIONS", options);
    return ChildJvm.start(folder.resolve("serai"), environment, Serai.class, arguments);
  }

  private void run(String options, String... arguments) throws Exception {
    try (ChildJvm serai = serai(SecureStore.DOMAIN, options, arguments)) {
      assertThat(serai.exitCode(PATIENCE)).as(serai.output()).isZero();
    }
  }

  private void put(String key, byte[] content) {
    store.s3().putObject(r -> r.bucket(SOURCE).key(key), RequestBody.fromBytes(content));
  }

  private byte[] result(String key) {
    return store
        .s3()
        .getObjectAsBytes(r -> r.bucket(RESULTS).key(key + ".parsed.json"))
        .asByteArray();
  }

  @Test
  void should_process_files_of_all_sizes_over_https_when_the_bucket_is_in_the_host_name()
      throws Exception {
    start(true, "dns:obs.test,dns:*.obs.test");
    byte[] large = new byte[20 << 20];
    new Random(1).nextBytes(large);
    Map<String, byte[]> files =
        Map.of(
            "one.txt", new byte[] {1}, "数据/a b+c&d=é.txt", "名".getBytes(UTF_8), "large.bin", large);
    files.forEach(this::put);
    Path hosts = folder.resolve("hosts");
    String options = store.trusting() + " " + SecureStore.hosts(hosts, SOURCE, RESULTS);

    run(options, "files", "generate");
    run(options, "files", "worker", "--once");

    assertThat(List.copyOf(files.keySet()))
        .allSatisfy(key -> assertThat(result(key)).as(key).isEqualTo(files.get(key)));
    assertThat(database.jdbc().queryForList("SELECT status FROM serai.file_result", String.class))
        .hasSize(files.size())
        .containsOnly("success");
  }

  @Test
  void should_tell_how_to_mend_it_when_the_certificate_is_not_trusted() throws Exception {
    start(false, "ip:127.0.0.1");
    refused(
        "127.0.0.1",
        "",
        "shows a certificate that Java does not trust: name a trust store that has its CA by"
            + " SERAI_JAVA_OPTS=-Djavax.net.ssl.trustStore=FILE");
  }

  @Test
  void should_tell_how_to_mend_it_when_the_certificate_is_for_other_names() throws Exception {
    start(true, "dns:obs.test");
    refused(
        SecureStore.DOMAIN,
        store.trusting() + " " + SecureStore.hosts(folder.resolve("hosts"), SOURCE),
        "shows a certificate for another name: use that name in OBS_SERVER, or OBS_PATH_STYLE");
  }

  private void refused(String host, String options, String reason) throws Exception {
    try (ChildJvm serai = serai(host, options, "files", "generate")) {
      assertThat(serai.exitCode(PATIENCE)).isEqualTo(2);
      assertThat(serai.output()).contains("Settings need mending:", reason).doesNotContain("\tat ");
    }
  }
}
