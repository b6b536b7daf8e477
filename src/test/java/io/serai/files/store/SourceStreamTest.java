package io.serai.files.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.testing.TestStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

class SourceStreamTest {

  private static final byte[] CONTENT = "0123456789".getBytes(StandardCharsets.UTF_8);
  private static final String MD5 = Digests.hex(Digests.md5().digest(CONTENT));
  private static final String SHA256 = Digests.hex(Digests.sha256().digest(CONTENT));

  @RegisterExtension static final TestStore STORE = new TestStore();

  private final AtomicInteger aborted = new AtomicInteger();
  private final UploadBuffers buffers = new UploadBuffers(UploadBuffers.BLOCK);

  @Test
  void should_count_and_digest_when_read_in_every_way() throws IOException {
    try (SourceStream source = stream(CONTENT.length, MD5)) {
      assertThat(source.markSupported()).isFalse();
      assertThat(source.read()).isEqualTo('0');
      assertThat(source.skip(3)).isEqualTo(3);
      assertThat(source.readNBytes(2)).asString().isEqualTo("45");
      assertThat(source.count()).isEqualTo(6);
      assertThat(source.sha256()).isEmpty();
      assertThat(source.skip(100)).isEqualTo(4);
      assertThat(source.read()).isEqualTo(-1);
      assertThat(source.sha256()).contains(SHA256);
      assertThat(source.expected()).isEqualTo(10);
    }
    assertThat(aborted).hasValue(0);
  }

  @Test
  void should_digest_all_when_it_is_read_at_once_or_left_in_the_middle() throws IOException {
    try (SourceStream whole = stream(CONTENT.length, MD5);
        SourceStream left = stream(CONTENT.length, MD5)) {
      whole.fetch(memory());
      assertThat(whole.sha256()).contains(SHA256);
      assertThat(whole.count()).isEqualTo(10);
      assertThat(whole.available()).isEqualTo(10);
      assertThat(whole.readAllBytes()).isEqualTo(CONTENT);
      whole.finishReading();
      assertThat(left.readNBytes(3)).hasSize(3);
      left.finishReading();
      assertThat(left.sha256()).contains(SHA256);
      left.finishReading();
    }
    assertThat(aborted).hasValue(0);
    byte[] used = buffers.takeBlock();
    assertThat(used).as("given back").startsWith(CONTENT);
  }

  @Test
  void should_complain_when_all_at_once_is_too_short_or_too_long() {
    for (long expected : new long[] {11, 9}) {
      assertThatThrownBy(() -> stream(expected, MD5).fetch(memory()))
          .isInstanceOf(TransferException.class)
          .hasMessageContaining("cut off after 10 of " + expected + " bytes");
    }
  }

  @Test
  void should_complain_when_the_body_is_too_short_or_too_long() {
    for (long expected : new long[] {11, 9}) {
      assertThatThrownBy(() -> stream(expected, MD5).readAllBytes())
          .isInstanceOf(TransferException.class)
          .hasMessageContaining("cut off after 10 of " + expected + " bytes");
    }
  }

  @Test
  void should_hand_on_all_bytes_and_tell_of_every_megabyte_when_it_is_transferred()
      throws IOException {
    byte[] bytes = new byte[(3 << 20) + 1];
    new Random(1).nextBytes(bytes);
    AtomicInteger moved = new AtomicInteger();
    SourceStream source =
        new SourceStream(
            new ByteArrayInputStream(bytes), () -> {}, moved::incrementAndGet, bytes.length, MD5);
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    assertThat(source.transferTo(out)).isEqualTo(bytes.length);

    assertThat(out.toByteArray()).isEqualTo(bytes);
    assertThat(source.sha256()).contains(Digests.hex(Digests.sha256().digest(bytes)));
    assertThat(moved).hasValue(3);
  }

  @Test
  void should_drop_the_connection_when_closed_before_the_end() throws IOException {
    SourceStream source = stream(10, MD5);
    assertThat(source.read()).isEqualTo('0');
    source.close();

    assertThat(aborted).hasValue(1);
    assertThat(source.read()).isEqualTo(-1);
    assertThat(source.sha256()).isEmpty();
  }

  @Test
  void should_give_connections_back_when_downloads_end_in_whatever_way() throws IOException {
    STORE.put("a.csv", new byte[3 << 20]);
    try (S3Client s3 =
        StoreClients.s3(STORE.settings(STORE.url(), Map.of("OBS_REQUEST_TIMEOUT", "5")), 1)) {
      for (int bytes : new int[] {1, 3 << 20, 0}) {
        ResponseInputStream<GetObjectResponse> download =
            s3.getObject(r -> r.bucket(STORE.bucket()).key("a.csv"));
        try (SourceStream source = SourceStream.of(download)) {
          assertThat(source.readNBytes(bytes)).hasSize(bytes);
        }
      }
      assertThat(new ObjectStore(s3).head(STORE.bucket(), "a.csv")).isPresent();
    }
  }

  private PartBuffer memory() {
    return new PartBuffer(buffers, 100);
  }

  private SourceStream stream(long expected, String etag) {
    return new SourceStream(
        new ByteArrayInputStream(CONTENT), aborted::incrementAndGet, () -> {}, expected, etag);
  }
}
