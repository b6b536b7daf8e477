package io.serai.files.store;

import java.net.URI;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;

/**
 * Signs requests to this very machine as the SDK signs those over https: the headers, while the
 * body is {@code UNSIGNED-PAYLOAD}. Nobody can change a body on its way over the loopback
 * interface, so its SHA-256 would prove nothing. Over http to another machine bodies have to be
 * signed. Thread-safe.
 */
final class UnsignedBodies implements AwsV4AuthScheme {

  /** With one of these the signed {@code Host} would depend on the protocol. */
  private static final Set<Integer> USUAL_PORTS = Set.of(-1, 80, 443);

  private final AwsV4AuthScheme standard = AwsV4AuthScheme.create();
  private final AwsV4HttpSigner signer = new Signer(standard.signer());

  /**
   * Whether an address is that of a loopback interface or {@code localhost}, with a port of its
   * own. No name is looked up.
   */
  static boolean mayBeSentTo(URI endpoint) {
    return endpoint.getHost().matches("localhost|\\[::1]|127(\\.\\d{1,3}){3}")
        && !USUAL_PORTS.contains(endpoint.getPort());
  }

  @Override
  public String schemeId() {
    return standard.schemeId();
  }

  @Override
  public IdentityProvider<AwsCredentialsIdentity> identityProvider(IdentityProviders providers) {
    return standard.identityProvider(providers);
  }

  @Override
  public AwsV4HttpSigner signer() {
    return signer;
  }

  private record Signer(AwsV4HttpSigner standard) implements AwsV4HttpSigner {

    @Override
    public SignedRequest sign(SignRequest<? extends AwsCredentialsIdentity> request) {
      SdkHttpRequest plain = request.request();
      SignedRequest signed = standard.sign(request.copy(copy -> copy.request(as("https", plain))));
      return signed.copy(copy -> copy.request(as(plain.protocol(), signed.request())));
    }

    private static SdkHttpRequest as(String protocol, SdkHttpRequest request) {
      return request.toBuilder().protocol(protocol).build();
    }

    @Override
    public CompletableFuture<AsyncSignedRequest> signAsync(
        AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
      return standard.signAsync(request);
    }
  }
}
