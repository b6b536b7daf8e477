package io.serai.dev;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A real S3 server (s3proxy) in this process, with its objects in one folder.
 *
 * <p>The first process to {@link #start} serves the folder; later ones find its address and use it.
 * When the process that serves ends or dies, one of the others takes over on the same port within
 * seconds, with every object, its metadata and ETag kept; when there is no other, the next {@code
 * start} takes over. Who serves is settled by an operating system file lock, which a killed process
 * loses.
 *
 * <p>The server listens on 127.0.0.1 only, on a port that is remembered and used again when it is
 * free, and checks AWS V4 signatures against keys that are made once and kept in the folder,
 * readable by its owner alone. A part of a path cannot be an object itself: with {@code a/b} there,
 * {@code a} is refused with status 500, because keys are kept as files.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedStore implements AutoCloseable {

  private final ServedHome home;
  private final StoreKeys keys;
  private final Stay stay;

  private EmbeddedStore(ServedHome home, StoreKeys keys) {
    this.home = home;
    this.keys = keys;
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
      // s3proxy lists nothing in a folder whose path is relative
      Path real = Files.createDirectories(home).toRealPath();
      ServedHome joined = ServedHome.of("the object storage", real, "serving.lock");
      joined.join(port, free -> serve(real, free));
      return joined(joined, real, port);
    } catch (IOException e) {
      throw Unavailable.embedded(
          "object storage", home, "OBS_SERVER names an object storage of your own", e);
    }
  }

  private static Closeable serve(Path home, int port) throws IOException {
    Path objects = Folders.create(home.resolve("objects"));
    FileAttributes.require(objects);
    return StoreServer.start(objects, keys(home), port)::stop;
  }

  /** They are there before the address is. */
  private static StoreKeys keys(Path home) throws IOException {
    return StoreKeys.keptIn(home.resolve("keys"));
  }

  private static EmbeddedStore joined(ServedHome joined, Path home, int wanted) throws IOException {
    try {
      int port = ServerPort.of(joined.address());
      if (wanted != 0 && wanted != port) {
        throw new IOException("it is served on port " + port + " already, not on " + wanted);
      }
      return new EmbeddedStore(joined, keys(home));
    } catch (IOException e) {
      joined.leave();
      throw e;
    }
  }

  /** Its address, {@code http://127.0.0.1:port}; buckets are in the path. */
  public String url() {
    return "http://" + home.address();
  }

  /** The access key made together with the folder. */
  public String accessKey() {
    return keys.accessKey();
  }

  /** The secret key made together with the folder. */
  public String secretKey() {
    return keys.secretKey();
  }

  /** Whether this process serves the folder itself. */
  public boolean serves() {
    return home.isServing();
  }

  /**
   * Makes a bucket, in whichever process it is served; one that is there already stays as it is.
   *
   * @param bucket 3 to 63 small letters, digits, dots and hyphens
   * @throws IOException when the name is not allowed or the server does not answer
   */
  public void createBucket(String bucket) throws IOException {
    StoreBuckets.create(url(), keys, bucket);
  }

  /**
   * Leaves the store; the last user in the process that serves stops the server, and another
   * process that uses it takes over. A second call does nothing.
   *
   * @throws UncheckedIOException when the server does not stop
   */
  @Override
  public void close() {
    stay.close();
  }
}
