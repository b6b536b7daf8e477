package io.serai.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * A real S3 server (s3proxy) in this process, with its objects in one folder.
 *
 * <p>The first process to {@link #start} serves the folder; later ones find its address and use it.
 * Which one serves is settled by an operating system file lock, which a killed process loses, so
 * that the next {@code start} takes over with every object, its metadata and ETag kept. Users in
 * other processes lose the server when the one that serves closes or dies: there it is like an
 * object storage that is away, until somebody starts anew.
 *
 * <p>The server listens on 127.0.0.1 only, on a port that is remembered and used again when it is
 * free, and checks AWS V4 signatures against keys that are made once and kept in the folder,
 * readable by its owner alone. A part of a path cannot be an object itself: with {@code a/b} there,
 * {@code a} is refused with status 500, because keys are kept as files.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedStore implements AutoCloseable {

  private final StoreHome home;
  private final Stay stay;

  private EmbeddedStore(StoreHome home) {
    this.home = home;
    this.stay = new Stay(home::leave);
  }

  /**
   * Makes sure that the folder is served and joins its users. Takes about a second the first time
   * in a process, some milliseconds later.
   *
   * @param home folder of the objects, the keys and the port; made when missing
   * @throws IOException when it cannot be served, naming the reason and {@code OBS_SERVER} as the
   *     way to do without
   */
  public static EmbeddedStore start(Path home) throws IOException {
    return start(home, 0);
  }

  /**
   * As {@link #start(Path)}, on a certain port.
   *
   * @param port 0 for the remembered one, or a new one where that is taken
   * @throws IOException also when the port is taken, or the folder is served on another one
   */
  public static EmbeddedStore start(Path home, int port) throws IOException {
    try {
      StoreHome joined = StoreHome.of(home);
      joined.join(port);
      return new EmbeddedStore(joined);
    } catch (IOException e) {
      throw Unavailable.embedded(
          "object storage", home, "OBS_SERVER names an object storage of your own", e);
    }
  }

  /** Its address, {@code http://127.0.0.1:port}; buckets are in the path. */
  public String url() {
    return home.url();
  }

  /** The access key made together with the folder. */
  public String accessKey() {
    return home.keys().accessKey();
  }

  /** The secret key made together with the folder. */
  public String secretKey() {
    return home.keys().secretKey();
  }

  /** Whether this process serves the folder itself. */
  public boolean serves() {
    return home.serves();
  }

  /**
   * Makes a bucket, in whichever process it is served; one that is there already stays as it is.
   *
   * @param bucket 3 to 63 small letters, digits, dots and hyphens
   * @throws IOException when the name is not allowed or the server does not answer
   */
  public void createBucket(String bucket) throws IOException {
    StoreBuckets.create(url(), home.keys(), bucket);
  }

  /**
   * Leaves the store; the last user in the process that serves stops the server, whoever else uses
   * it. A second call does nothing.
   *
   * @throws UncheckedIOException when the server does not stop
   */
  @Override
  public void close() {
    stay.close();
  }
}
