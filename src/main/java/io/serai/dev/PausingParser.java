package io.serai.dev;

import io.serai.files.parse.FileParser;
import io.serai.files.parse.ParseOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A parser for measurements that takes {@link #MILLIS} a file and does nothing else. It is no
 * service and wants no file by itself: only a DBC_FACTORY with its name brings it in. Thread-safe.
 */
public final class PausingParser implements FileParser {

  /** What it is called in FILES_PARSER. */
  public static final String NAME = "bench-pause";

  /** What a file takes. */
  public static final int MILLIS = 100;

  private static final byte[] RESULT = "{}".getBytes(StandardCharsets.US_ASCII);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean accepts(String fileName) {
    return false;
  }

  @Override
  public void parse(InputStream source, OutputStream result, ParseOptions options)
      throws IOException {
    try {
      Thread.sleep(MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while pausing");
    }
    result.write(RESULT);
  }
}
