package io.serai.testing;

import io.serai.config.Settings;
import io.serai.dev.EmbeddedStore;
import io.serai.files.store.ObjectStore;
import io.serai.files.store.StoreClients;
import io.serai.files.store.StoreSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Gives tests buckets on a real S3 server: one for the class when it is registered in a static
 * field, one for each test otherwise. The server starts with the first and stops after the last
 * test of the JVM; then everything in it is deleted.
 *
 * <pre>
 * &#64;RegisterExtension final TestStore store = new TestStore();
 * </pre>
 */
public final class TestStore extends ScopedExtension {

  private static final Namespace NAMESPACE = Namespace.create(TestStore.class);
  private static final Path HOMES = Path.of("target", "test-stores");
  private static final String NO_FILE = "no-such-file.properties";

  private Server server;
  private String bucket;

  /** The server of all tests of this JVM. */
  private static final class Server implements AutoCloseable {
    private final Path home;
    private final EmbeddedStore store;
    private final S3Client s3;

    Server() {
      try {
        home = ServerHome.in(HOMES);
        store = EmbeddedStore.start(home);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      s3 = StoreClients.s3(settings(store.url(), store, Map.of()), 32);
    }

    @Override
    public void close() {
      s3.close();
      store.close();
      ServerHome.delete(home);
    }
  }

  @Override
  void open(ExtensionContext context) {
    server =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(Server.class, key -> new Server(), Server.class);
    bucket = createBucket();
  }

  @Override
  void close() {
    // the buckets go with the server
  }

  /** The bucket of this test or class. */
  public String bucket() {
    return bucket;
  }

  /** Makes another bucket. */
  public String createBucket() {
    String name = "test-" + UUID.randomUUID();
    s3().createBucket(request -> request.bucket(name));
    return name;
  }

  /** A client with the right keys. */
  public S3Client s3() {
    return server.s3;
  }

  /** The store of the files line, with parts of the standard size. */
  public ObjectStore objects() {
    return new ObjectStore(s3());
  }

  /** The server's address. */
  public String url() {
    return server.store.url();
  }

  /** The server's access key. */
  public String accessKey() {
    return server.store.accessKey();
  }

  /** The server's secret key. */
  public String secretKey() {
    return server.store.secretKey();
  }

  /** Environment variables that lead a process to this server; the buckets are the caller's. */
  public Map<String, String> environment() {
    return Map.of(
        "OBS_SERVER", url(), "OBS_ACCESS_KEY", accessKey(), "OBS_SECRET_KEY", secretKey());
  }

  /** Settings of a client of this server, at its own or another address, such as a proxy's. */
  public StoreSettings settings(String url, Map<String, String> more) {
    return settings(url, server.store, more);
  }

  private static StoreSettings settings(String url, EmbeddedStore store, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(more);
    all.put("OBS_SERVER", url);
    all.putIfAbsent("OBS_ACCESS_KEY", store.accessKey());
    all.putIfAbsent("OBS_SECRET_KEY", store.secretKey());
    return StoreSettings.of(Settings.load(all, Path.of(NO_FILE), Map.of()));
  }

  /** Stores an object and returns its ETag without quotes. */
  public String put(String key, byte[] content) {
    return s3().putObject(
            request -> request.bucket(bucket).key(key), RequestBody.fromBytes(content))
        .eTag()
        .replace("\"", "");
  }

  /** As {@link #put(String, byte[])}, in UTF-8. */
  public String put(String key, String content) {
    return put(key, content.getBytes(StandardCharsets.UTF_8));
  }

  /** The bytes of an object. */
  public byte[] get(String key) {
    return s3().getObjectAsBytes(request -> request.bucket(bucket).key(key)).asByteArray();
  }
}
