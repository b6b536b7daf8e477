package io.serai.cli;

import io.serai.files.parse.FileParser;
import io.serai.files.parse.LocalFileParser;
import io.serai.files.parse.ParseOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Own parsers as a user may write them: what a file says makes them fail. */
public final class SampleParsers {

  private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

  private static final AtomicInteger WAITING = new AtomicInteger();

  private static volatile CountDownLatch gate = new CountDownLatch(0);

  private SampleParsers() {}

  /** A parser of streams. */
  public static FileParser stream() {
    return new FileParser() {
      @Override
      public String name() {
        return "own";
      }

      @Override
      public boolean accepts(String fileName) {
        return fileName.endsWith(".own");
      }

      @Override
      public void parse(InputStream source, OutputStream result, ParseOptions options)
          throws IOException {
        try (source;
            result) {
          byte[] bytes = source.readAllBytes();
          result.write("{\"half\":".getBytes(StandardCharsets.UTF_8));
          fail(new String(bytes, StandardCharsets.UTF_8));
          result.write((bytes.length + "}").getBytes(StandardCharsets.UTF_8));
        }
      }
    };
  }

  /** A parser of local files, which writes its result as a new file. */
  public static LocalFileParser local() {
    return new LocalFileParser() {
      @Override
      public String name() {
        return "own-local";
      }

      @Override
      public boolean accepts(String fileName) {
        return fileName.endsWith(".own");
      }

      @Override
      public void parse(Path source, Path result) throws IOException {
        Files.copy(source, result);
        fail(Files.readString(source));
      }
    };
  }

  /** Files that say wait do so from now on. */
  static void closeGate() {
    gate = new CountDownLatch(1);
  }

  /** Files that wait go on. */
  static void openGate() {
    gate.countDown();
  }

  /** How many files wait now. */
  static int waiting() {
    return WAITING.get();
  }

  private static void await() throws IOException {
    WAITING.incrementAndGet();
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("told to stop");
    } finally {
      WAITING.decrementAndGet();
    }
  }

  private static void fail(String content) throws IOException {
    switch (content.split(" ")[0]) {
      case "state" -> throw new IllegalStateException("the licence of the parser has expired");
      case "nothing" -> throw new NullPointerException();
      case "wait" -> await();
      case "error" -> throw new StackOverflowError();
      case "once" -> {
        if (SEEN.add(content)) {
          throw new IOException("not the first time");
        }
      }
      default -> {
        // a good file
      }
    }
  }
}
