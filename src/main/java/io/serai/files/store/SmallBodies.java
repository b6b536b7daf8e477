package io.serai.files.store;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.Header;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Sends small bodies at once. The SDK would ask with {@code Expect: 100-continue} first, however
 * small a body is, which takes a round trip; that is worth it only where a refusal spares much.
 * Stateless.
 */
final class SmallBodies implements ExecutionInterceptor {

  private static final long LARGE = 1 << 20;
  private static final String EXPECT = "Expect";

  @Override
  public SdkHttpRequest modifyHttpRequest(
      Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
    SdkHttpRequest request = context.httpRequest();
    boolean small =
        request.firstMatchingHeader(Header.CONTENT_LENGTH).map(Long::parseLong).orElse(LARGE)
            < LARGE;
    return small && request.firstMatchingHeader(EXPECT).isPresent()
        ? request.toBuilder().removeHeader(EXPECT).build()
        : request;
  }
}
