package io.serai.files;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Rows of the processing log for tests. */
public final class SampleResults {

  private SampleResults() {}

  /** A success of {@code in/KEY@v1} that ended so many minutes ago. */
  public static FileResult success(String key, long minutesAgo) {
    return row(key, FileResult.SUCCESS, minutesAgo, null, "v1");
  }

  /** A success of {@code in/KEY@ETAG} that ended so many minutes ago. */
  static FileResult success(String key, long minutesAgo, String etag) {
    return row(key, FileResult.SUCCESS, minutesAgo, null, etag);
  }

  /** A failure of {@code in/KEY@v1} that ended so many minutes ago. */
  public static FileResult failed(String key, long minutesAgo, String error) {
    return row(key, FileResult.FAILED, minutesAgo, error, "v1");
  }

  /** A success of a task that began then, and read the object as it has that ETag. */
  static FileResult success(FileTask file, String task, String etag, Instant startedAt) {
    return new FileResult(
        task,
        1,
        FileResult.SUCCESS,
        file.bucket(),
        file.key(),
        file.destBucket() == null ? "out" : file.destBucket(),
        file.key() + ".parsed.json",
        "csv",
        etag,
        1024,
        "aa",
        20_480,
        "bb",
        null,
        null,
        null,
        1,
        FileResult.MULTI_PROCESS,
        "host:1",
        startedAt,
        Instant.now(),
        null,
        null);
  }

  static FileResult row(String key, String status, long minutesAgo, String error, String etag) {
    Instant finished =
        Instant.now().minus(minutesAgo, ChronoUnit.MINUTES).truncatedTo(ChronoUnit.MILLIS);
    boolean failed = status.equals(FileResult.FAILED);
    return new FileResult(
        "in/" + key + "@" + etag,
        1,
        status,
        "in",
        key,
        failed ? null : "out",
        failed ? null : key + ".parsed.json",
        "csv",
        etag,
        1024,
        "aa",
        failed ? 0 : 20_480,
        failed ? null : "bb",
        failed ? "INVALID" : null,
        failed ? "BAD_CSV" : null,
        error,
        1,
        FileResult.MULTI_PROCESS,
        "host:1",
        finished.minusMillis(1_500),
        finished,
        failed ? "{\"key\":\"" + key + "\"}" : null,
        null);
  }
}
