package io.serai.files.store;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes clients that OBS understands. */
public final class StoreClients {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private StoreClients() {}

  /**
   * A client that is set up by the settings alone: files and variables of the AWS tools mean
   * nothing to it. It makes up to three attempts at a call, and the caller closes it.
   *
   * <p>Checksum trailers are off, because OBS stores them as part of the object; then the SDK sends
   * {@code UNSIGNED-PAYLOAD} over https and signed chunks over http, the two ways that OBS
   * documents. Chunks stay on for http: without them the SDK would send the SHA-256 of the body,
   * which OBS does not list. To a storage on this machine bodies go unsigned over http, too. Small
   * bodies are sent without asking first. It does not connect to anything by itself.
   *
   * @param connections at the most; two for each worker, because one may be held by the download
   *     that an upload waits for
   */
  public static S3Client s3(StoreSettings settings, int connections) {
    BucketEndpoints endpoints = new BucketEndpoints();
    S3ClientBuilder builder = S3Client.builder();
    if (UnsignedBodies.mayBeSentTo(settings.endpoint())) {
      builder.putAuthScheme(new UnsignedBodies());
    }
    return builder
        .endpointOverride(settings.endpoint())
        .region(Region.of(settings.region()))
        .forcePathStyle(settings.pathStyle())
        .endpointProvider(endpoints)
        .authSchemeProvider(endpoints)
        .crossRegionAccessEnabled(false)
        .disableS3ExpressSessionAuth(true)
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(settings.accessKey(), settings.secretKey())))
        .overrideConfiguration(
            override ->
                override
                    .retryStrategy(RetryMode.STANDARD)
                    .addExecutionInterceptor(new SmallBodies())
                    .defaultProfileFile(ProfileFile.aggregator().build()))
        .httpClientBuilder(
            ApacheHttpClient.builder()
                .connectionTimeout(CONNECT_TIMEOUT)
                .socketTimeout(settings.requestTimeout())
                .connectionAcquisitionTimeout(settings.requestTimeout())
                .maxConnections(connections)
                .expectContinueEnabled(false)
                .tcpKeepAlive(true))
        .build();
  }
}
