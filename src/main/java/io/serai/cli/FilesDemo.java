package io.serai.cli;

import io.serai.config.Setting;
import io.serai.config.SettingsException;
import io.serai.files.FileResult;
import io.serai.files.FilesLine;
import io.serai.files.ResultFilter;
import io.serai.files.ScanOptions;
import io.serai.files.ScanRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import software.amazon.awssdk.core.sync.RequestBody;

/** The files line's part of the demo: sample objects, processed once. */
final class FilesDemo {

  private static final List<String> SAMPLES =
      List.of("sales.csv", "stock.json", "events.jsonl", "worker.log", "notes.txt", "ragged.csv");
  private static final String FOLDER = "demo/";
  private static final int NO_RESULT_POSSIBLE = 1;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long LOOK_MS = 50;

  private FilesDemo() {}

  /** Runs it and says how it went. */
  static boolean run(Application application, PrintWriter out) throws InterruptedException {
    FilesLine line = application.files(true).line();
    String bucket = application.settings().text(Setting.OBS_SOURCE_BUCKET);
    for (String sample : SAMPLES) {
      put(line, bucket, sample, bytes(sample));
    }
    put(line, bucket, "sales-gb18030.csv.gz", gzip(bytes("sales.csv")));
    long began = System.nanoTime();
    ScanOptions options = new ScanOptions(bucket, FOLDER, null, Long.MAX_VALUE, true, false);
    ScanRun scan = FilesScans.run(application, options);
    awaitQuiet(line, began);
    double seconds = (System.nanoTime() - began) / 1e9;
    List<FileResult> results = line.results().find(filter(bucket));
    long failed =
        results.stream().filter(result -> FileResult.FAILED.equals(result.status())).count();
    out.printf(
        "files     %d objects listed, %s: %d with a result, %d failed%n",
        scan.listed(), made(scan, seconds), results.size() - failed, failed);
    results.forEach(result -> print(result, out));
    out.flush();
    return line.isQuiet() && failed <= NO_RESULT_POSSIBLE && results.size() > SAMPLES.size();
  }

  private static String made(ScanRun scan, double seconds) {
    return scan.made() == 0
        ? "all of them known since an earlier run"
        : "%d new, processed in %.1f s".formatted(scan.made(), seconds);
  }

  private static void awaitQuiet(FilesLine line, long began) throws InterruptedException {
    while (!line.isQuiet() && System.nanoTime() - began < PATIENCE.toNanos()) {
      Thread.sleep(LOOK_MS);
    }
  }

  private static ResultFilter filter(String bucket) {
    return new ResultFilter(null, bucket, FOLDER, null, SAMPLES.size() + 1);
  }

  private static void print(FileResult result, PrintWriter out) {
    if (FileResult.SUCCESS.equals(result.status())) {
      out.printf(
          "          %s by %s → %s/%s%n",
          result.key(), result.parser(), result.destBucket(), result.destKey());
    } else {
      out.printf("          dead: %s, %s: %s%n", result.key(), result.errorCode(), result.error());
    }
  }

  private static void put(FilesLine line, String bucket, String name, byte[] content) {
    line.client()
        .putObject(
            request -> request.bucket(bucket).key(FOLDER + name), RequestBody.fromBytes(content));
  }

  private static byte[] bytes(String sample) {
    try (InputStream in = FilesDemo.class.getResourceAsStream("/demo/files/" + sample)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new SettingsException("The sample " + sample + " cannot be read: " + e.getMessage());
    }
  }

  private static byte[] gzip(byte[] utf8) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      String text = new String(utf8, StandardCharsets.UTF_8);
      out.write(text.getBytes(Charset.forName("GB18030")));
    } catch (IOException e) {
      throw new IllegalStateException("Memory cannot be written to", e);
    }
    return packed.toByteArray();
  }
}
