package io.serai.cli;

import io.serai.files.FileResult;
import io.serai.files.FileSize;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the processing log of the files line looks like outside. */
final class ResultRows {

  /** The names of {@link #all}. */
  static final List<String> NAMES =
      List.of(
          "finished_at",
          "status",
          "bucket",
          "key",
          "dest_bucket",
          "dest_key",
          "source_size",
          "result_size",
          "seconds",
          "error_class",
          "error_code",
          "error",
          "attempts",
          "parser",
          "source_etag",
          "source_sha256",
          "result_sha256",
          "worker_type",
          "worker",
          "started_at",
          "announced_at",
          "task",
          "fence",
          "message");

  private static final int EXCERPT = 80;

  private ResultRows() {}

  /** What a person wants to see in a row. */
  static Map<String, Object> overview(FileResult result) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("finished", result.finishedAt().truncatedTo(ChronoUnit.SECONDS));
    row.put("status", result.status());
    row.put("source", source(result));
    row.put("destination", path(result.destBucket(), result.destKey()));
    row.put("size", FileSize.text(result.sourceSize()));
    row.put("result", FileSize.text(result.resultSize()));
    row.put("seconds", seconds(result));
    row.put("error", error(result));
    return row;
  }

  /** All of it, by the names of the table's columns. */
  static Map<String, Object> all(FileResult result) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("finished_at", text(result.finishedAt()));
    row.put("status", result.status());
    row.put("bucket", result.bucket());
    row.put("key", result.key());
    row.put("dest_bucket", result.destBucket());
    row.put("dest_key", result.destKey());
    row.put("source_size", result.sourceSize());
    row.put("result_size", result.resultSize());
    row.put("seconds", seconds(result));
    row.put("error_class", result.errorClass());
    row.put("error_code", result.errorCode());
    row.put("error", result.error());
    row.put("attempts", result.attempts());
    row.put("parser", result.parser());
    row.put("source_etag", result.sourceEtag());
    row.put("source_sha256", result.sourceSha256());
    row.put("result_sha256", result.resultSha256());
    row.put("worker_type", result.workerType());
    row.put("worker", result.worker());
    row.put("started_at", text(result.startedAt()));
    row.put("announced_at", text(result.announcedAt()));
    row.put("task", result.task());
    row.put("fence", result.fence());
    row.put("message", result.message());
    return row;
  }

  private static double seconds(FileResult result) {
    return Duration.between(result.startedAt(), result.finishedAt()).toMillis() / 1000.0;
  }

  private static String text(Instant instant) {
    return instant == null ? null : instant.toString();
  }

  /** Of a message that names no key, what the ledger knows it by. */
  private static String source(FileResult result) {
    return result.key() == null
        ? "task " + line(result.task())
        : path(result.bucket(), result.key());
  }

  private static String path(String bucket, String key) {
    if (bucket == null && key == null) {
      return null;
    }
    return line((bucket == null ? "?" : bucket) + "/" + (key == null ? "?" : key));
  }

  private static String error(FileResult result) {
    if (result.error() == null) {
      return result.errorCode();
    }
    String code = result.errorCode() == null ? "" : result.errorCode() + ": ";
    String text = code + line(result.error());
    return text.length() <= EXCERPT ? text : text.substring(0, EXCERPT - 1) + "…";
  }

  /** Keys and errors come from outside: no line breaks, and nothing that a terminal obeys. */
  static String line(String text) {
    return harmless(text.replaceAll("\\s+", " "));
  }

  /** The same with nothing in it that a terminal obeys. */
  static String harmless(String text) {
    return text.replaceAll("\\p{Cntrl}", "\uFFFD");
  }
}
