package io.serai.files.store;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.endpoints.Endpoint;
import software.amazon.awssdk.http.auth.spi.scheme.AuthSchemeOption;
import software.amazon.awssdk.services.s3.auth.scheme.S3AuthSchemeParams;
import software.amazon.awssdk.services.s3.auth.scheme.S3AuthSchemeProvider;
import software.amazon.awssdk.services.s3.endpoints.S3EndpointParams;
import software.amazon.awssdk.services.s3.endpoints.S3EndpointProvider;

/**
 * Remembers where a bucket is and how its requests are signed, which the SDK would work out twice
 * for every request by rules made for Amazon's own regions and access points. For one client, whose
 * address, region and way to name buckets do not change. Thread-safe.
 */
final class BucketEndpoints implements S3EndpointProvider, S3AuthSchemeProvider {

  /** Tasks name buckets, and anybody may write a task. */
  static final int MOST_REMEMBERED = 100;

  private record Place(String bucket, Boolean accelerate, Boolean noAccessPoints, Boolean control) {

    static Place of(S3EndpointParams request) {
      return new Place(
          request.bucket(),
          request.accelerate(),
          request.disableAccessPoints(),
          request.useS3ExpressControlEndpoint());
    }
  }

  private record Call(String bucket, String operation) {}

  private final S3EndpointProvider rules = S3EndpointProvider.defaultProvider();
  private final S3AuthSchemeProvider schemes = S3AuthSchemeProvider.defaultProvider();
  private final Map<Place, CompletableFuture<Endpoint>> endpoints = new ConcurrentHashMap<>();
  private final Map<Call, List<AuthSchemeOption>> signing = new ConcurrentHashMap<>();

  @Override
  public CompletableFuture<Endpoint> resolveEndpoint(S3EndpointParams request) {
    Place place = Place.of(request);
    CompletableFuture<Endpoint> known = endpoints.get(place);
    if (known != null) {
      return known;
    }
    CompletableFuture<Endpoint> found = rules.resolveEndpoint(request);
    if (!found.isCompletedExceptionally() && endpoints.size() < MOST_REMEMBERED) {
      endpoints.put(place, found);
    }
    return found;
  }

  @Override
  public List<AuthSchemeOption> resolveAuthScheme(S3AuthSchemeParams request) {
    Call call = new Call(request.bucket(), request.operation());
    List<AuthSchemeOption> known = signing.get(call);
    if (known != null) {
      return known;
    }
    List<AuthSchemeOption> found = schemes.resolveAuthScheme(request);
    if (signing.size() < MOST_REMEMBERED) {
      signing.put(call, found);
    }
    return found;
  }
}
