package io.serai.files.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.endpoints.Endpoint;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.auth.scheme.S3AuthSchemeParams;
import software.amazon.awssdk.services.s3.endpoints.S3EndpointParams;

class BucketEndpointsTest {

  private static final Region REGION = Region.of("cn-north-4");

  private final BucketEndpoints endpoints = new BucketEndpoints();

  private Endpoint endpoint(UnaryOperator<S3EndpointParams.Builder> more) {
    S3EndpointParams.Builder request =
        S3EndpointParams.builder()
            .region(REGION)
            .endpoint("https://obs.cn-north-4.myhuaweicloud.com");
    return endpoints.resolveEndpoint(more.apply(request).build()).join();
  }

  @Test
  void should_name_each_bucket_as_the_sdk_does_when_it_is_asked_again() {
    Endpoint first = endpoint(request -> request.bucket("one"));
    assertThat(first.url()).hasToString("https://one.obs.cn-north-4.myhuaweicloud.com");
    assertThat(endpoint(request -> request.bucket("one").key("k"))).isSameAs(first);
    assertThat(endpoint(request -> request.bucket("two")).url().getHost()).startsWith("two.");
    assertThat(endpoint(request -> request).url().getHost()).startsWith("obs.");
  }

  @Test
  void should_refuse_again_and_remember_nothing_when_a_bucket_cannot_be() {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> endpoint(request -> request.bucket("arn:aws:s3:::x")))
          .hasMessageContaining("ARN");
    }
  }

  @Test
  void should_remember_no_more_than_so_many_when_tasks_name_ever_new_buckets() {
    for (int i = 0; i < BucketEndpoints.MOST_REMEMBERED + 1; i++) {
      String bucket = "bucket-" + i;
      assertThat(endpoint(request -> request.bucket(bucket)).url().getHost()).startsWith(bucket);
    }
    String last = "bucket-" + BucketEndpoints.MOST_REMEMBERED;
    assertThat(endpoint(request -> request.bucket(last)))
        .isNotSameAs(endpoint(request -> request.bucket(last)));
    assertThat(endpoint(request -> request.bucket("bucket-0")))
        .isSameAs(endpoint(request -> request.bucket("bucket-0")));
  }

  @Test
  void should_sign_each_operation_as_the_sdk_does_when_it_is_asked_again() {
    S3AuthSchemeParams put = call("PutObject");
    assertThat(endpoints.resolveAuthScheme(put))
        .isEqualTo(endpoints.resolveAuthScheme(put))
        .isNotEqualTo(endpoints.resolveAuthScheme(call("GetObject")))
        .singleElement()
        .satisfies(scheme -> assertThat(scheme.schemeId()).isEqualTo("aws.auth#sigv4"));
  }

  private static S3AuthSchemeParams call(String operation) {
    return S3AuthSchemeParams.builder()
        .operation(operation)
        .region(REGION)
        .bucket("one")
        .endpoint("http://127.0.0.1:9000")
        .build();
  }
}
