package io.serai.files.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.TestStore;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

class ObsKameletsTest {

  private static final int CLOSED_PORT = 1;

  @RegisterExtension static final TestStore STORE = new TestStore();

  private CamelContext camel;

  @BeforeEach
  void start() throws Exception {
    camel = start(STORE.s3());
  }

  private static CamelContext start(S3Client s3) throws Exception {
    CamelContext context = new DefaultCamelContext();
    context.setStreamCaching(false);
    context.getRegistry().bind("obs", s3);
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:get").to("kamelet:obs-get-action?client=obs");
            from("direct:put").to("kamelet:obs-put-action?client=obs");
            from("direct:property")
                .to("kamelet:obs-get-action?client=obs&key=${exchangeProperty.which}");
          }
        });
    context.start();
    return context;
  }

  @AfterEach
  void stop() {
    camel.stop();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a.json", "结果/a b+c%20%.json", "${body}.json", "$simple{body}", " a ", "{{x}}"})
  void should_store_and_open_the_same_bytes_when_the_key_is(String key) throws Exception {
    byte[] content = random(300_000);
    Map<String, String> metadata = Map.of("serai-task", "b/k@1");

    Exchange put = put(key, new ByteArrayInputStream(content), metadata);
    Exchange get = get("direct:get", key, Map.of());

    HeadObjectResponse head = STORE.s3().headObject(r -> r.bucket(STORE.bucket()).key(key));
    assertThat(head.contentType()).isEqualTo("application/json");
    assertThat(head.metadata()).isEqualTo(metadata);
    assertThat(put.getMessage().getBody()).isEqualTo(head.eTag());
    assertThat(put.getMessage().getHeaders()).containsOnlyKeys("kept");
    assertThat(get.getMessage().getHeaders()).containsOnlyKeys("kept");
    try (SourceStream source = open(get)) {
      assertThat(source.readAllBytes()).isEqualTo(content);
      assertThat(source.etag()).isEqualTo(StoredObject.plain(head.eTag()));
    }
  }

  @Test
  void should_leave_the_download_open_when_got() throws Exception {
    STORE.put("big.csv", random(5 << 20));

    try (SourceStream source = open(get("direct:get", "big.csv", Map.of()))) {
      assertThat(source.read()).isNotNegative();
      assertThat(source.expected()).isEqualTo(5 << 20);
    }
  }

  @Test
  void should_ignore_headers_of_the_message_when_they_would_redirect_the_call() throws Exception {
    STORE.put("mine.csv", "mine");
    STORE.put("theirs.csv", "theirs");
    Map<String, Object> headers = new HashMap<>();
    headers.put("CamelAwsS3Key", "theirs.csv");
    headers.put("CamelAwsS3Operation", "deleteObject");
    headers.put("CamelAwsS3OverrideBucketName", "elsewhere");

    try (InputStream in = open(get("direct:get", "mine.csv", headers))) {
      assertThat(in).hasContent("mine");
    }
    assertThat(STORE.get("theirs.csv")).asString().isEqualTo("theirs");
  }

  @Test
  void should_take_the_key_from_where_the_caller_says() throws Exception {
    STORE.put("property.csv", "x");

    Exchange exchange =
        camel
            .createFluentProducerTemplate()
            .to("direct:property")
            .withExchangeProperty("which", "property.csv")
            .withVariable("bucket", STORE.bucket())
            .send();

    try (InputStream in = open(exchange)) {
      assertThat(in).hasContent("x");
    }
  }

  @Test
  void should_store_nothing_and_no_metadata_when_the_body_is_empty() throws Exception {
    put("empty.json", new byte[0], null);

    HeadObjectResponse head =
        STORE.s3().headObject(r -> r.bucket(STORE.bucket()).key("empty.json"));
    assertThat(head.contentLength()).isZero();
    assertThat(head.metadata()).isEmpty();
  }

  @Test
  @SuppressWarnings("try")
  void should_start_and_say_away_when_the_storage_is_down() throws Exception {
    StoreSettings down = STORE.settings("http://127.0.0.1:" + CLOSED_PORT, Map.of());
    stop();
    try (S3Client s3 = StoreClients.s3(down, 4)) {
      camel = start(s3);

      Exchange exchange = send("direct:get", "a.csv", Map.of());

      assertThat(StoreFault.of(exchange.getException()).code()).isEqualTo("STORE_AWAY");
    }
  }

  @Test
  void should_name_the_fault_when_the_object_is_missing() {
    Exchange exchange = send("direct:get", "missing.csv", Map.of());

    assertThat(StoreFault.of(exchange.getException()).code()).isEqualTo("NoSuchKey");
  }

  private Exchange put(String key, Object body, Map<String, String> metadata) throws Exception {
    return required(
        camel
            .createFluentProducerTemplate()
            .to("direct:put")
            .withBody(body)
            .withHeader("kept", "yes")
            .withHeader("CamelAwsS3ContentEncoding", "gzip")
            .withVariable("bucket", STORE.bucket())
            .withVariable("key", key)
            .withVariable("metadata", metadata)
            .send());
  }

  private Exchange get(String uri, String key, Map<String, Object> headers) throws Exception {
    return required(send(uri, key, headers));
  }

  private Exchange send(String uri, String key, Map<String, Object> headers) {
    return camel
        .createFluentProducerTemplate()
        .to(uri)
        .withHeaders(headers)
        .withHeader("kept", "yes")
        .withVariable("bucket", STORE.bucket())
        .withVariable("key", key)
        .send();
  }

  private static Exchange required(Exchange exchange) throws Exception {
    if (exchange.getException() != null) {
      throw exchange.getException();
    }
    return exchange;
  }

  @SuppressWarnings("unchecked")
  private static SourceStream open(Exchange exchange) {
    return SourceStream.of(
        (ResponseInputStream<GetObjectResponse>) exchange.getMessage().getBody());
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
