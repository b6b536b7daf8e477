package io.serai.files.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.ledger.ErrorClass;
import io.serai.testing.LogLines;
import io.serai.testing.TestStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.S3Exception;

class ResultUploadTest {

  private static final int MB = 1 << 20;
  private static final int PART = 5 * MB;

  @RegisterExtension final TestStore store = new TestStore();

  private final UploadBuffers buffers = new UploadBuffers(2L * PART);
  private final byte[] large = random(20 * MB + 12_345);

  @Test
  void should_keep_a_result_in_memory_when_it_fits_into_a_part() throws IOException {
    byte[] small = random(300_000);
    ResultUpload upload = begin("small.json");
    upload.write(small);

    assertThat(upload.isSmall()).isTrue();
    assertThat(upload.length()).isEqualTo(small.length);
    assertThat(upload.content().available()).isEqualTo(small.length);
    assertThat(upload.content()).hasBinaryContent(small);
    assertThat(upload.metadata())
        .containsEntry("serai-task", "b/a%20b.csv@1")
        .containsEntry("serai-result-size", "300000")
        .containsEntry("serai-result-sha256", sha256(small));
    upload.complete("\"" + store.put("small.json", small) + "\"");
    assertThat(buffers.freeBytes()).isEqualTo(buffers.bytes());
  }

  @Test
  void should_stay_small_when_a_result_fills_a_part_exactly() throws IOException {
    ResultUpload upload = begin("exact.json");
    upload.write(large, 0, PART);
    assertThat(upload.isSmall()).isTrue();

    upload.write(1);
    assertThat(upload.isSmall()).isFalse();
    upload.abort();
  }

  @Test
  void should_store_a_result_in_parts_with_its_metadata_when_it_is_large() throws IOException {
    String key = "结果/large + 100%.json";
    ResultUpload upload = begin(key);
    for (int from = 0; from < large.length; from += 77_777) {
      upload.write(large, from, Math.min(77_777, large.length - from));
    }

    String etag = upload.completeMultipart();

    HeadObjectResponse head = store.s3().headObject(r -> r.bucket(store.bucket()).key(key));
    assertThat(store.get(key)).isEqualTo(large);
    assertThat(head.eTag()).isEqualTo("\"" + etag + "\"");
    assertThat(head.contentType()).isEqualTo("application/json");
    assertThat(head.metadata())
        .containsEntry("serai-task", "b/a%20b.csv@1")
        .containsEntry("serai-result-size", String.valueOf(large.length))
        .containsEntry("serai-result-sha256", sha256(large));
    assertThat(unfinished()).isZero();
    assertThat(buffers.freeBytes()).isEqualTo(buffers.bytes());
  }

  @Test
  void should_copy_in_parts_when_an_object_is_too_large_for_one_copy() {
    String etag = store.put("big.json", large);

    String copied =
        new SelfCopy(store.s3(), store.bucket(), "big.json", 6 * MB)
            .run(etag, large.length, Map.of("serai-task", "t"));

    HeadObjectResponse head = store.s3().headObject(r -> r.bucket(store.bucket()).key("big.json"));
    assertThat(store.get("big.json")).isEqualTo(large);
    assertThat(head.eTag()).isEqualTo("\"" + copied + "\"");
    assertThat(head.metadata()).containsEntry("serai-task", "t");
    assertThat(head.contentType()).isEqualTo("application/json");
  }

  @Test
  void should_refuse_to_copy_when_the_object_is_another_one_meanwhile() {
    store.put("big.json", "another");

    assertThatThrownBy(
            () ->
                new SelfCopy(store.s3(), store.bucket(), "big.json", 6 * MB)
                    .run("0cc175b9c0f1b6a831c399e269772661", 7, Map.of()))
        .satisfies(e -> assertThat(StoreFault.of(e).code()).isEqualTo("PreconditionFailed"));
  }

  @Test
  void should_end_what_an_earlier_attempt_left_when_a_large_result_begins() throws IOException {
    ResultUpload killed = begin("a.json");
    killed.write(large, 0, 2 * PART);
    assertThat(unfinished()).isOne();

    ResultUpload upload = begin("a.json");
    upload.write(large);
    assertThat(unfinished()).isOne();
    upload.completeMultipart();
    killed.abort();

    assertThat(unfinished()).isZero();
    assertThat(store.get("a.json")).isEqualTo(large);
  }

  @Test
  void should_leave_nothing_when_aborted_however_often() throws IOException {
    ResultUpload upload = begin("a.json");
    upload.write(large);

    upload.abort();
    upload.abort();

    assertThat(unfinished()).isZero();
    assertThat(store.objects().head(store.bucket(), "a.json")).isEmpty();
    assertThat(buffers.freeBytes()).isEqualTo(buffers.bytes());
    assertThatThrownBy(() -> upload.write(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void should_keep_the_object_when_aborted_after_its_completion() throws IOException {
    ResultUpload upload = begin("a.json");
    upload.write(large);
    upload.completeMultipart();

    upload.abort();

    assertThat(store.get("a.json")).isEqualTo(large);
  }

  @Test
  void should_not_throw_when_an_abort_fails() throws IOException {
    ResultUpload upload = begin("a.json");
    upload.write(large, 0, 2 * PART);
    store.objects().abortUploads(store.bucket(), "a.json");

    upload.abort();

    assertThat(buffers.freeBytes()).isEqualTo(buffers.bytes());
  }

  @Test
  void should_read_back_when_the_etag_is_no_md5() throws IOException {
    byte[] small = random(1_000);
    store.put("a.json", small);
    ResultUpload upload = begin("a.json");
    upload.write(small);

    upload.complete("\"an-etag-of-a-key-management-service\"");
  }

  @Test
  void should_go_by_the_etag_of_the_source_when_the_result_is_a_copy_of_it() throws IOException {
    byte[] same = random(1_000);
    String etag = store.put("source", same);
    store.put("a.json", random(1_001));
    for (byte[] result : new byte[][] {same, random(1_000, 2)}) {
      ResultUpload upload = begin("a.json");
      try (SourceStream source = source()) {
        source.transferTo(OutputStream.nullOutputStream());
        upload.write(result);
        upload.describe(source);
      }
      assertThat(upload.metadata())
          .containsEntry("serai-source-size", "1000")
          .containsEntry("serai-source-sha256", sha256(same));

      if (result == same) {
        upload.complete(etag);
      } else {
        assertThatThrownBy(() -> upload.complete(etag)).isInstanceOf(TransferException.class);
      }
    }
  }

  @Test
  void should_be_its_source_byte_by_byte_when_that_is_transferred() throws IOException {
    for (int length : new int[] {0, 1, 300_000, PART, PART + 1, 12_000_000}) {
      byte[] bytes = random(length);
      String etag = store.put("source", bytes);
      ResultUpload upload = begin("a.json");
      try (SourceStream source = source()) {
        if (length == 300_000) {
          upload.fetch(source);
        }
        assertThat(source.transferTo(upload)).isEqualTo(length);
        upload.describe(source);
      }

      assertThat(upload.length()).isEqualTo(length);
      assertThat(upload.sha256()).isEqualTo(sha256(bytes));
      assertThat(upload.isSmall()).isEqualTo(length <= PART);
      if (upload.isSmall()) {
        assertThat(upload.content()).hasBinaryContent(bytes);
        upload.complete(etag);
      } else {
        upload.completeMultipart();
        assertThat(store.get("a.json")).isEqualTo(bytes);
      }
      assertThat(buffers.freeBytes()).isEqualTo(buffers.bytes());
    }
  }

  @ParameterizedTest
  @CsvSource({"0, ''", "1, ''", "0, head"})
  void should_digest_its_own_bytes_when_they_are_not_only_those_of_the_source(
      int skipped, String head) throws IOException {
    store.put("source", "0123456789");
    ResultUpload upload = begin("a.json");
    upload.write(head.getBytes(UTF_8));
    try (SourceStream source = source()) {
      upload.fetch(source);
      source.skipNBytes(skipped);
      source.transferTo(upload);
    }
    upload.write(" and more".getBytes(UTF_8));

    byte[] expected = (head + "0123456789".substring(skipped) + " and more").getBytes(UTF_8);
    assertThat(upload.sha256()).isEqualTo(sha256(expected));
    assertThat(upload.content()).hasBinaryContent(expected);
    upload.abort();
  }

  @Test
  void should_end_when_its_source_breaks_while_it_is_transferred() {
    ResultUpload upload = begin("a.json");
    SourceStream source =
        new SourceStream(
            new ByteArrayInputStream(large), () -> {}, () -> {}, large.length + 1L, "e");

    assertThatThrownBy(() -> source.transferTo(upload)).isInstanceOf(TransferException.class);

    assertThat(unfinished()).isZero();
    assertThat(buffers.freeBytes()).isEqualTo(buffers.bytes());
    assertThatThrownBy(() -> upload.write(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void should_complain_when_something_else_is_stored() throws IOException {
    byte[] small = random(1_000);
    for (int length : new int[] {1_000, 999}) {
      byte[] other = random(length);
      other[0]++;
      String etag = store.put("a.json", other);
      ResultUpload upload = begin("a.json");
      upload.write(small);

      assertThatThrownBy(() -> upload.complete(etag))
          .isInstanceOf(TransferException.class)
          .hasMessageContaining(store.bucket() + "/a.json")
          .satisfies(e -> assertThat(StoreFault.of(e).code()).isEqualTo("CHECKSUM"));
    }
  }

  @Test
  void should_fail_for_now_when_another_attempt_has_ended_the_upload() throws IOException {
    ResultUpload upload = begin("a.json");
    upload.write(large);
    store.objects().abortUploads(store.bucket(), "a.json");

    assertThatThrownBy(upload::completeMultipart)
        .satisfies(
            e -> {
              assertThat(StoreFault.of(e).code()).isEqualTo("NoSuchUpload");
              assertThat(StoreFault.of(e).errorClass()).isEqualTo(ErrorClass.TRANSIENT);
            });
    upload.abort();
    assertThat(buffers.freeBytes()).isEqualTo(buffers.bytes());
  }

  @Test
  void should_take_an_upload_for_complete_when_the_object_is_there_already() {
    NoSuchUploadException lost = NoSuchUploadException.builder().build();
    StoredCheck check = new StoredCheck(store.s3(), store.bucket(), "a.json");
    assertThatThrownBy(() -> check.etagOfLostAnswer("e", lost)).isSameAs(lost);

    String etag = store.put("a.json", "x");

    assertThat(check.etagOfLostAnswer(etag, lost)).isEqualTo(etag);
    assertThatThrownBy(() -> check.etagOfLostAnswer("e", lost)).isSameAs(lost);
  }

  @Test
  void should_store_a_large_result_when_unfinished_uploads_may_not_be_listed() throws IOException {
    ObjectStore objects =
        new ObjectStore(withoutListing("AccessDenied"), UploadParts.of(PART, buffers));
    try (LogLines log = LogLines.of(UnfinishedUploads.class)) {
      for (String key : List.of("a.json", "b.json")) {
        ResultUpload upload = objects.upload(store.bucket(), key, Map.of());
        upload.write(large);
        upload.completeMultipart();
      }

      assertThat(log.all()).hasSize(1);
      assertThat(log.all().get(0)).contains("s3:ListBucketMultipartUploads", store.bucket());
    }
    assertThat(store.get("b.json")).isEqualTo(large);
  }

  @Test
  void should_not_go_on_when_the_keys_are_wrong() {
    ObjectStore objects =
        new ObjectStore(withoutListing("InvalidAccessKeyId"), UploadParts.of(PART, buffers));
    ResultUpload upload = objects.upload(store.bucket(), "a.json", Map.of());

    assertThatThrownBy(() -> upload.write(large)).isInstanceOf(S3Exception.class);
    upload.abort();
  }

  private S3Client withoutListing(String code) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (method.getName().equals("listMultipartUploads")) {
            throw S3Exception.builder()
                .statusCode(403)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
          }
          return method.invoke(store.s3(), arguments);
        };
    return (S3Client)
        Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {S3Client.class}, handler);
  }

  private ResultUpload begin(String key) {
    return new ObjectStore(store.s3(), UploadParts.of(PART, buffers))
        .upload(store.bucket(), key, Map.of("serai-task", "b/a b.csv@1"));
  }

  private SourceStream source() {
    return SourceStream.of(store.s3().getObject(r -> r.bucket(store.bucket()).key("source")));
  }

  private int unfinished() {
    return store.s3().listMultipartUploads(r -> r.bucket(store.bucket())).uploads().size();
  }

  private static String sha256(byte[] bytes) {
    return Digests.hex(Digests.sha256().digest(bytes));
  }

  private static byte[] random(int length) {
    return random(length, length);
  }

  private static byte[] random(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
