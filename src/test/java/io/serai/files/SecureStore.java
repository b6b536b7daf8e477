package io.serai.files;

import io.serai.testing.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * An object storage as in production: https, with a certificate for the names of its domain, and
 * buckets in the host name or in the path. The test itself comes in by a plain door.
 */
final class SecureStore implements AutoCloseable {

  static final String DOMAIN = "obs.test";

  private static final String ACCESS_KEY = "access";
  private static final String SECRET_KEY = "secret/with+signs";

  private final Path trust;
  private final S3Proxy plain;
  private final S3Proxy secure;
  private final S3Client s3;

  private SecureStore(Path trust, S3Proxy plain, S3Proxy secure) {
    this.trust = trust;
    this.plain = plain;
    this.secure = secure;
    this.s3 =
        S3Client.builder()
            .endpointOverride(URI.create("http://127.0.0.1:" + plain.getPort()))
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
            .build();
  }

  /**
   * @param name what the certificate is for, as keytool takes it
   * @param virtualHost whether buckets are in the host name, never in the path
   */
  static SecureStore start(Path folder, String name, boolean virtualHost) throws Exception {
    Certificates certificates = new Certificates(folder);
    Path keyPair = certificates.keyPair("storage", name);
    Path trust = certificates.trusting(keyPair, "PKCS12", "trust.p12");
    Path objects = Files.createDirectories(folder.resolve("objects"));
    S3Proxy.Builder secure =
        door(objects)
            .secureEndpoint(URI.create("https://127.0.0.1:0"))
            .keyStore(keyPair.toString(), Certificates.PASSWORD);
    if (virtualHost) {
      secure.virtualHost(DOMAIN);
    }
    S3Proxy.Builder plain = door(objects).endpoint(URI.create("http://127.0.0.1:0"));
    return new SecureStore(trust, started(plain), started(secure));
  }

  private static S3Proxy.Builder door(Path objects) {
    return S3Proxy.builder()
        .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
        .blobStore(new FilesystemNio2BlobStore(objects.toString()))
        .ignoreUnknownHeaders(true);
  }

  private static S3Proxy started(S3Proxy.Builder door) throws Exception {
    S3Proxy proxy = door.build();
    proxy.start();
    return proxy;
  }

  S3Client s3() {
    return s3;
  }

  /** Address of the secure door under that name. */
  String url(String host) {
    return "https://" + host + ":" + secure.getSecurePort();
  }

  Map<String, String> keys() {
    return Map.of("OBS_ACCESS_KEY", ACCESS_KEY, "OBS_SECRET_KEY", SECRET_KEY);
  }

  /** Options by which a JVM trusts the certificate, as a user's would. */
  String trusting() {
    return "-Djavax.net.ssl.trustStore=%s '-Djavax.net.ssl.trustStorePassword=%s'"
        .formatted(trust, Certificates.PASSWORD);
  }

  /** An option by which a JVM finds the storage, and the hosts of these buckets, here. */
  static String hosts(Path file, String... buckets) throws IOException {
    StringBuilder hosts = new StringBuilder();
    for (String name :
        new String[] {"localhost", InetAddress.getLocalHost().getHostName(), DOMAIN}) {
      hosts.append("127.0.0.1 ").append(name).append('\n');
    }
    for (String bucket : buckets) {
      hosts.append("127.0.0.1 ").append(bucket).append('.').append(DOMAIN).append('\n');
    }
    return "-Djdk.net.hosts.file=" + Files.writeString(file, hosts);
  }

  @Override
  public void close() throws IOException {
    s3.close();
    try {
      plain.stop();
      secure.stop();
    } catch (Exception e) {
      throw new IOException("the storage does not stop", e);
    }
  }
}
