package io.serai.dev;

import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running s3proxy. Its threads are not daemons: it has to be stopped. */
final class StoreServer {

  private static final Logger LOG = LoggerFactory.getLogger(StoreServer.class);

  /** A download that is read slowly holds a thread, so there have to be many. */
  private static final int THREADS = 256;

  private static final long LARGEST_UNCHUNKED_REQUEST = 256L << 20;
  private static final String UNICODE_SAMPLE = "文é";

  private final S3Proxy proxy;

  private StoreServer(S3Proxy proxy) {
    this.proxy = proxy;
  }

  /**
   * Serves a folder.
   *
   * @throws BindException when somebody else has the port
   */
  static StoreServer start(Path objects, StoreKeys keys, int port) throws IOException {
    warnOfNarrowFileNames();
    S3Proxy proxy =
        S3Proxy.builder()
            .endpoint(URI.create(url(port)))
            .awsAuthentication(AuthenticationType.AWS_V4, keys.accessKey(), keys.secretKey())
            .blobStore(new FilesystemNio2BlobStore(objects.toString()))
            .jettyMaxThreads(THREADS)
            .v4MaxNonChunkedRequestSize(LARGEST_UNCHUNKED_REQUEST)
            .ignoreUnknownHeaders(true)
            .build();
    StoreServer server = new StoreServer(proxy);
    try {
      proxy.start();
      return server;
    } catch (Exception e) {
      throw failed(server, port, e);
    }
  }

  private static IOException failed(StoreServer server, int port, Exception cause) {
    IOException failure;
    if (cause.getCause() instanceof BindException || cause instanceof BindException) {
      failure = new BindException("port " + port + " on 127.0.0.1 is taken by another program");
      failure.initCause(cause);
    } else {
      failure = new IOException("s3proxy does not start: " + cause, cause);
    }
    try {
      server.stop();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  private static void warnOfNarrowFileNames() {
    String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
    if (!Charset.forName(encoding).newEncoder().canEncode(UNICODE_SAMPLE)) {
      LOG.warn(
          "File names are {} in this locale: the embedded object storage refuses other keys with"
              + " status 400; start with LC_ALL=C.UTF-8",
          encoding);
    }
  }

  static String url(int port) {
    return "http://" + PostgresDatabase.HOST + ":" + port;
  }

  void stop() throws IOException {
    try {
      proxy.stop();
    } catch (Exception e) {
      throw new IOException("s3proxy does not stop: " + e, e);
    }
  }
}
