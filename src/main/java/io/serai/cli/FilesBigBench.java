package io.serai.cli;

import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.files.FileResult;
import io.serai.files.ResultFilter;
import io.serai.files.ScanOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** One object that is much bigger than the heap of the worker, which is a process of its own. */
final class FilesBigBench {

  private static final int HEAP_MB = 256;
  private static final String KEY = "big.bin";

  private final FilesBench bench;
  private final long bytes;

  FilesBigBench(FilesBench bench, double gigabytes) {
    this.bench = bench;
    this.bytes = (long) (gigabytes * (1L << 30));
  }

  Map<String, Object> run() throws IOException, InterruptedException {
    Path folder = bench.path().resolve("big");
    try (S3Client s3 = bench.client(1)) {
      BenchObjects storage = new BenchObjects(s3);
      bench.forget();
      storage.empty(FilesBench.RESULTS);
      storage.empty(FilesBench.SOURCE);
      String sha256 = store(s3);
      Settings run =
          bench.newRun(
              Map.of(
                  Setting.FILES_PARSER,
                  "copy",
                  Setting.POOL_SIZE,
                  1,
                  Setting.SERAI_LOG_DIR,
                  "",
                  Setting.OBS_DOWNLOAD_DIR,
                  folder.resolve("downloads"),
                  Setting.OBS_UPLOAD_DIR,
                  folder.resolve("uploads")));
      ScanOptions all = new ScanOptions(FilesBench.SOURCE, "", null, Long.MAX_VALUE, true, true);
      bench.send(run, application -> FilesScans.run(application, all));
      BenchChild worker =
          bench.child(folder, HEAP_MB, "-XX:-UsePerfData", run, "files", "pool-worker", "--once");
      FileResult result = result(run);
      requireSame(sha256, result.resultSha256());
      requireSame(sha256, stored(s3, result));
      Map<String, Object> fields = fields(worker, result, localFiles(folder));
      storage.empty(FilesBench.SOURCE);
      storage.empty(FilesBench.RESULTS);
      return fields;
    }
  }

  private String store(S3Client s3) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream content = new DigestInputStream(new EndlessBytes(bytes), digest)) {
      s3.putObject(
          request -> request.bucket(FilesBench.SOURCE).key(KEY),
          RequestBody.fromInputStream(content, bytes));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String stored(S3Client s3, FileResult result) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream content =
        new DigestInputStream(
            s3.getObject(request -> request.bucket(result.destBucket()).key(result.destKey())),
            digest)) {
      content.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has it", e);
    }
  }

  private static void requireSame(String expected, String found) {
    if (!expected.equals(found)) {
      throw new IllegalStateException("The result has SHA-256 " + found + ", not " + expected);
    }
  }

  private static FileResult result(Settings run) {
    try (Application application = Application.open(run)) {
      List<FileResult> results =
          application.fileResults().find(new ResultFilter(null, FilesBench.SOURCE, null, null, 1));
      if (results.isEmpty()) {
        throw new IllegalStateException("The worker ended without a result");
      }
      return results.get(0);
    }
  }

  private static long localFiles(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.endsWith("child.properties"))
          .count();
    }
  }

  private Map<String, Object> fields(BenchChild worker, FileResult result, long localFiles) {
    double seconds = Duration.between(result.startedAt(), result.finishedAt()).toMillis() / 1000.0;
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("scenario", "big");
    fields.put("bytes", bytes);
    fields.put("seconds", BenchNumbers.rounded(seconds, 10));
    fields.put("MB/s", BenchNumbers.rounded(bytes / 1e6 / seconds, 10));
    fields.put("heap MB", HEAP_MB);
    fields.put("peak memory MB", worker.peakMb());
    fields.put("bytes on local disk", worker.diskBytes());
    fields.put("local files", localFiles);
    fields.put("SHA-256 equal", true);
    return fields;
  }
}
