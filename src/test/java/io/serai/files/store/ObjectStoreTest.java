package io.serai.files.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.TestStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;

class ObjectStoreTest {

  private static final int MANY = 2_500;
  private static final int THREADS = 8;

  @RegisterExtension final TestStore store = new TestStore();

  @Test
  void should_list_every_object_once_and_in_order_when_there_are_several_pages() throws Exception {
    List<String> keys = IntStream.range(0, MANY).mapToObj("data/%05d.csv"::formatted).toList();
    putAll(keys);
    store.put("other/1.csv", "x");

    List<String> listed = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    String after = "";
    ObjectPage page;
    do {
      page = store.objects().list(store.bucket(), "data/", after, 1_000);
      page.objects().forEach(object -> listed.add(object.key()));
      sizes.add(page.objects().size());
      after = page.last();
    } while (page.more());

    assertThat(listed).isEqualTo(keys);
    assertThat(sizes).containsExactly(1_000, 1_000, 500);
  }

  private void putAll(List<String> keys) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> done = new ArrayList<>();
      keys.forEach(key -> done.add(pool.submit(() -> store.put(key, "a,b"))));
      for (Future<?> each : done) {
        each.get();
      }
    } finally {
      pool.shutdown();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b.csv",
        "a+b.csv",
        "a%20b.csv",
        "a%b.csv",
        "日志/2024 年.json",
        "é&<'\">?#;=@.txt",
        "emoji-😀.txt",
        "${body}.csv",
        " leading.csv",
        "trailing ",
        "a\\b.csv"
      })
  void should_list_and_find_a_key_when_it_has_odd_characters(String key) throws IOException {
    store.put(key, "content");
    store.put("ｚ-last.csv", "content");

    ObjectPage first = store.objects().list(store.bucket(), "", "", 1);
    ObjectPage second = store.objects().list(store.bucket(), "", first.last(), 1);

    assertThat(first.objects()).extracting(StoredObject::key).containsExactly(key);
    assertThat(first.more()).isTrue();
    assertThat(second.objects()).extracting(StoredObject::key).containsExactly("ｚ-last.csv");
    assertThat(second.more()).isFalse();
    assertThat(store.objects().head(store.bucket(), key)).contains(first.objects().get(0));
  }

  @Test
  void should_list_all_keys_when_xml_cannot_express_one() throws IOException {
    store.put("a\uffff +%.csv", "x");
    store.put("b.csv", "x");

    ObjectPage page = store.objects().list(store.bucket(), "", "", 1);

    assertThat(page.objects()).extracting(StoredObject::key).containsExactly("a\uffff +%.csv");
    assertThat(store.objects().list(store.bucket(), "", page.last(), 1).objects())
        .extracting(StoredObject::key)
        .containsExactly("b.csv");
  }

  @Test
  void should_tell_what_an_object_is_when_it_exists() {
    Instant before = Instant.now().minusSeconds(2);
    String etag = store.put("a.csv", "four");

    StoredObject object = store.objects().head(store.bucket(), "a.csv").orElseThrow();

    assertThat(object.bucket()).isEqualTo(store.bucket());
    assertThat(object.etag()).isEqualTo(etag).matches("[0-9a-f]{32}");
    assertThat(object.size()).isEqualTo(4);
    assertThat(object.lastModified()).isBetween(before, Instant.now().plusSeconds(2));
  }

  @Test
  void should_leave_folders_out_but_go_past_them_when_listing() throws IOException {
    store.put("a/", "");
    store.put("b/", "");
    store.put("b/1.csv", "x");

    ObjectPage folders = store.objects().list(store.bucket(), "", "", 2);
    ObjectPage rest = store.objects().list(store.bucket(), "", folders.last(), 2);

    assertThat(folders.objects()).isEmpty();
    assertThat(folders.last()).isEqualTo("b/");
    assertThat(folders.more()).isTrue();
    assertThat(rest.objects()).extracting(StoredObject::key).containsExactly("b/1.csv");
  }

  @Test
  void should_find_nothing_when_the_bucket_is_empty_or_the_key_missing() throws IOException {
    assertThat(store.objects().list(store.bucket(), "x/", "", 10))
        .isEqualTo(new ObjectPage(List.of(), "", false));
    assertThat(store.objects().head(store.bucket(), "no.csv")).isEmpty();
  }

  @Test
  void should_make_a_bucket_once_when_it_is_missing() {
    String bucket = "made-" + UUID.randomUUID();

    assertThat(store.objects().createBucketIfMissing(bucket)).isTrue();
    assertThat(store.objects().createBucketIfMissing(bucket)).isFalse();
    store.s3().deleteBucket(request -> request.bucket(bucket));
  }

  @Test
  void should_end_unfinished_uploads_of_exactly_the_key_when_asked() {
    begin("a.json");
    begin("a.json");
    begin("a.json.b");

    assertThat(store.objects().abortUploads(store.bucket(), "a.json")).isEqualTo(2);
    assertThat(unfinished()).containsExactly("a.json.b");
  }

  @Test
  void should_sweep_only_old_uploads_when_their_age_is_given() {
    begin("a.json");
    begin("日志/ä b.json");

    assertThat(store.objects().sweepUploads(store.bucket(), Duration.ofHours(1))).isZero();
    assertThat(unfinished()).hasSize(2);
    assertThat(store.objects().sweepUploads(store.bucket(), Duration.ofSeconds(-10))).isEqualTo(2);
    assertThat(unfinished()).isEmpty();
  }

  private void begin(String key) {
    String id = store.s3().createMultipartUpload(r -> r.bucket(store.bucket()).key(key)).uploadId();
    store
        .s3()
        .uploadPart(
            r -> r.bucket(store.bucket()).key(key).uploadId(id).partNumber(1),
            RequestBody.fromString("x"));
  }

  private List<String> unfinished() {
    return store.s3().listMultipartUploads(r -> r.bucket(store.bucket())).uploads().stream()
        .map(upload -> upload.key())
        .toList();
  }
}
