package io.serai.files.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.serai.ledger.ErrorClass;
import io.serai.testing.FaultyStore;
import io.serai.testing.FaultyStore.Fault;
import io.serai.testing.TestStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

class StoreFaultTest {

  private static final int LARGE = 12 << 20;

  @RegisterExtension static final TestStore STORE = new TestStore();

  @Test
  void should_call_the_object_missing_when_there_is_no_such_key() {
    StoreFault got = fault(() -> STORE.s3().getObject(r -> r.bucket(STORE.bucket()).key("no")));
    StoreFault headed = fault(() -> STORE.s3().headObject(r -> r.bucket(STORE.bucket()).key("no")));

    assertThat(got.errorClass()).isEqualTo(ErrorClass.INVALID);
    assertThat(got.code()).isEqualTo("NoSuchKey");
    assertThat(got.message()).startsWith("object missing").contains("request ");
    assertThat(headed.errorClass()).isEqualTo(ErrorClass.INVALID);
    assertThat(headed.message()).startsWith("object missing");
  }

  @Test
  void should_name_the_bucket_when_it_does_not_exist() {
    StoreFault fault = fault(() -> STORE.s3().getObject(r -> r.bucket("no-bucket-x").key("a")));

    assertThat(fault.errorClass()).isEqualTo(ErrorClass.PERMANENT);
    assertThat(fault.code()).isEqualTo("NoSuchBucket");
    assertThat(fault.message()).contains("bucket", "OBS_SERVER").doesNotContain("Service: S3");
    assertThat(fault.ofSettings()).isTrue();
    assertThat(fault.ofBucket()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"OBS_SECRET_KEY, SignatureDoesNotMatch", "OBS_ACCESS_KEY, InvalidAccessKeyId"})
  void should_name_the_key_when_it_is_wrong(String setting, String code) {
    try (S3Client s3 = StoreClients.s3(STORE.settings(STORE.url(), Map.of(setting, "WRONG")), 4)) {
      for (ThrowingCallable call :
          new ThrowingCallable[] {
            () -> s3.getObject(r -> r.bucket(STORE.bucket()).key("a")),
            () -> s3.putObject(r -> r.bucket(STORE.bucket()).key("a"), RequestBody.fromString("x"))
          }) {
        StoreFault fault = fault(call);
        assertThat(fault.errorClass()).isEqualTo(ErrorClass.PERMANENT);
        assertThat(fault.code()).isEqualTo(code);
        assertThat(fault.message()).contains(setting, "HTTP 403");
        assertThat(fault.ofSettings()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "403, AccessDenied, PERMANENT, AccessDenied, no permission",
    "403, '', PERMANENT, HTTP_403, no permission",
    "301, PermanentRedirect, PERMANENT, PermanentRedirect, OBS_REGION",
    "400, AuthorizationHeaderMalformed, PERMANENT, AuthorizationHeaderMalformed, OBS_REGION",
    "403, RequestTimeTooSkewed, PERMANENT, RequestTimeTooSkewed, clock",
    "503, SlowDown, THROTTLED, SlowDown, busy",
    "503, '', THROTTLED, HTTP_503, busy",
    "429, '', THROTTLED, HTTP_429, busy",
    "500, InternalError, TRANSIENT, InternalError, failed",
    "502, '', TRANSIENT, HTTP_502, failed",
    "404, NoSuchUpload, TRANSIENT, NoSuchUpload, failed",
    "400, RequestTimeout, TRANSIENT, RequestTimeout, failed",
    "400, BadDigest, TRANSIENT, BadDigest, failed",
    "405, MethodNotAllowed, PERMANENT, MethodNotAllowed, refuses"
  })
  void should_know_what_an_answer_means(
      int status, String code, ErrorClass errorClass, String expected, String words) {
    StoreFault fault =
        StoreFault.of(
            new IllegalStateException(
                S3Exception.builder()
                    .statusCode(status)
                    .requestId("R1")
                    .awsErrorDetails(
                        AwsErrorDetails.builder().errorCode(code).errorMessage("m").build())
                    .build()));

    assertThat(fault.errorClass()).isEqualTo(errorClass);
    assertThat(fault.code()).isEqualTo(expected);
    assertThat(fault.message()).contains(words).endsWith("\"m\", request R1)");
  }

  @Test
  void should_wait_when_nothing_listens_or_the_host_is_unknown() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    for (String url : new String[] {"http://127.0.0.1:" + closed, "http://no-host.invalid"}) {
      try (S3Client s3 =
          StoreClients.s3(STORE.settings(url, Map.of("OBS_PATH_STYLE", "true")), 4)) {
        StoreFault fault = fault(() -> s3.headObject(r -> r.bucket("b-b").key("a")));

        assertThat(fault.errorClass()).isEqualTo(ErrorClass.THROTTLED);
        assertThat(fault.code()).isEqualTo("STORE_AWAY");
        assertThat(fault.message()).contains("OBS_SERVER");
      }
    }
  }

  @Test
  void should_retry_when_the_connection_breaks_or_no_answer_comes() throws IOException {
    try (FaultyStore faulty = new FaultyStore(STORE.url(), 1);
        S3Client s3 = client(faulty)) {
      faulty.with(Fault.CUT_BEFORE, 1);
      StoreFault cut = fault(() -> s3.headObject(r -> r.bucket(STORE.bucket()).key("a")));
      assertThat(cut.errorClass()).isEqualTo(ErrorClass.TRANSIENT);
      assertThat(cut.code()).isEqualTo("STORE_CUT");
      assertThat(faulty.count(Fault.CUT_BEFORE)).isEqualTo(3);

      faulty.with(Fault.CUT_BEFORE, 0).delay(Duration.ofSeconds(3));
      StoreFault slow = fault(() -> s3.headObject(r -> r.bucket(STORE.bucket()).key("a")));
      assertThat(slow.errorClass()).isEqualTo(ErrorClass.TRANSIENT);
      assertThat(slow.code()).isEqualTo("STORE_TIMEOUT");
    }
  }

  @Test
  void should_tell_how_much_came_when_a_download_is_cut_off() throws IOException {
    STORE.put("large.csv", random(LARGE));
    try (FaultyStore faulty = new FaultyStore(STORE.url(), 1);
        S3Client s3 = client(faulty)) {
      faulty.once(Fault.CUT_WITHIN);
      ResponseInputStream<GetObjectResponse> download =
          s3.getObject(r -> r.bucket(STORE.bucket()).key("large.csv"));
      try (SourceStream source = SourceStream.of(download)) {
        StoreFault fault = fault(source::readAllBytes);

        assertThat(fault.errorClass()).isEqualTo(ErrorClass.TRANSIENT);
        assertThat(fault.code()).isEqualTo("CUT_OFF");
        assertThat(fault.message()).matches(".*cut off after \\d+ of " + LARGE + " bytes.*");
      }
    }
  }

  @Test
  void should_take_a_download_that_stopped_for_a_fault_of_the_storage() {
    InputStream stuck =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new SocketTimeoutException("Read timed out");
          }
        };

    StoreFault fault = fault(new SourceStream(stuck, () -> {}, () -> {}, 10, "")::readAllBytes);

    assertThat(fault.errorClass()).isEqualTo(ErrorClass.TRANSIENT);
    assertThat(fault.code()).isEqualTo("STORE_TIMEOUT");
    assertThat(fault.message()).contains("OBS_REQUEST_TIMEOUT after 0 of 10 bytes");
  }

  @Test
  void should_carry_on_by_itself_when_faults_are_few() throws IOException {
    byte[] content = random(LARGE);
    try (FaultyStore faulty = new FaultyStore(STORE.url(), 7);
        S3Client s3 = client(faulty)) {
      faulty.with(Fault.ERROR, 0.1).with(Fault.CUT_BEFORE, 0.1).with(Fault.SLOW_DOWN, 0.1);
      ResultUpload upload =
          new ObjectStore(s3, UploadParts.of(5 << 20, new UploadBuffers(1)))
              .upload(STORE.bucket(), "faulty.json", Map.of());
      upload.write(content);
      upload.completeMultipart();

      assertThat(STORE.get("faulty.json")).isEqualTo(content);
      assertThat(faulty.requests()).isGreaterThan(6);
    }
  }

  @Test
  void should_take_an_upload_for_complete_when_only_the_answer_got_lost() throws IOException {
    byte[] content = random(LARGE);
    try (FaultyStore faulty = new FaultyStore(STORE.url(), 1);
        S3Client s3 = client(faulty)) {
      ResultUpload upload =
          new ObjectStore(s3, UploadParts.of(5 << 20, new UploadBuffers(1)))
              .upload(STORE.bucket(), "lost.json", Map.of());
      upload.write(content);
      faulty
          .onlyFor(line -> line.startsWith("POST ") && line.contains("uploadId="))
          .once(Fault.CUT_AFTER);
      upload.completeMultipart();

      assertThat(faulty.count(Fault.CUT_AFTER)).isEqualTo(1);
      assertThat(STORE.get("lost.json")).isEqualTo(content);
    }
  }

  @Test
  void should_be_reachable_again_when_it_was_down() throws IOException {
    STORE.put("a.csv", "x");
    try (FaultyStore faulty = new FaultyStore(STORE.url(), 1);
        S3Client s3 = client(faulty)) {
      ObjectStore objects = new ObjectStore(s3);
      assertThat(objects.head(STORE.bucket(), "a.csv")).isPresent();
      faulty.down();
      assertThatThrownBy(() -> objects.head(STORE.bucket(), "a.csv"))
          .satisfies(e -> assertThat(StoreFault.of(e).code()).isEqualTo("STORE_AWAY"));
      faulty.up();
      assertThat(objects.head(STORE.bucket(), "a.csv")).isPresent();
    }
  }

  @Test
  void should_blame_the_settings_when_the_certificate_is_not_trusted() {
    StoreFault untrusted =
        StoreFault.of(
            SdkClientException.create("m", new SSLException("no", new CertificateException("x"))));
    StoreFault cut =
        StoreFault.of(SdkClientException.create("m", new SSLHandshakeException("ended")));

    assertThat(untrusted.code()).isEqualTo("STORE_TLS");
    assertThat(untrusted.ofSettings()).isTrue();
    assertThat(cut.code()).isEqualTo("STORE_CUT");
  }

  @Test
  void should_say_what_it_is_when_it_is_no_fault_of_the_storage() {
    StoreFault fault = StoreFault.of(new IllegalArgumentException("odd"));

    assertThat(fault).isEqualTo(new StoreFault(ErrorClass.TRANSIENT, "STORE", "odd"));
  }

  private static S3Client client(FaultyStore faulty) {
    Map<String, String> settings = Map.of("OBS_REQUEST_TIMEOUT", "1");
    return StoreClients.s3(STORE.settings(faulty.url(), settings), 4);
  }

  private static StoreFault fault(ThrowingCallable call) {
    return StoreFault.of(catchThrowable(call));
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
