package io.serai.cli;

import io.serai.config.SettingsException;
import io.serai.files.ScanOptions;
import io.serai.files.ScanRun;
import io.serai.files.store.StoreFault;
import io.serai.ops.Causes;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import software.amazon.awssdk.core.exception.SdkException;

/** Runs scans for the commands that make tasks. */
final class FilesScans {

  private FilesScans() {}

  /**
   * Scans to the end.
   *
   * @throws SettingsException when the bucket cannot be listed
   */
  static ScanRun run(Application application, ScanOptions options) {
    requireBucket(application, options.bucket());
    ScanRun run = new ScanRun(options);
    send(application, "direct:files-scan", run);
    return run;
  }

  /**
   * Makes sure of a bucket of sources.
   *
   * @throws SettingsException when there is none of that name
   */
  static void requireBucket(Application application, String bucket) {
    if (!hasBucket(application, bucket)) {
      throw new SettingsException(
          "the bucket %s does not exist: check its name and OBS_SERVER".formatted(bucket));
    }
  }

  /** Warns of a bucket of results that is not there; somebody may be about to make it. */
  static void lookForResults(Application application, String bucket, PrintWriter err) {
    if (bucket != null && !hasBucket(application, bucket)) {
      err.printf(
          "There is no bucket %s for the results: these tasks fail until it is made.%n", bucket);
      err.flush();
    }
  }

  private static boolean hasBucket(Application application, String bucket) {
    try {
      return application.files(true).line().store().hasBucket(bucket);
    } catch (SdkException e) {
      throw explained(e);
    }
  }

  /** Sends a body into a route and says in words what the storage or Kafka had against it. */
  static void send(Application application, String route, Object body) {
    try {
      application.camel().createProducerTemplate().sendBody(route, body);
    } catch (CamelExecutionException e) {
      throw explained(e);
    }
  }

  /** What went wrong, for a person. */
  static RuntimeException explained(RuntimeException e) {
    for (Throwable each : Causes.of(e)) {
      if (each instanceof SdkException) {
        StoreFault fault = StoreFault.of(each);
        return new SettingsException(fault.message());
      }
    }
    return new IllegalStateException(Causes.rootMessage(e), e);
  }

  /** What a scan did, for a table. */
  static Map<String, Object> fields(ScanOptions options, ScanRun run) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("bucket", options.bucket());
    fields.put("prefix", options.prefix());
    fields.put("listed", run.listed());
    fields.put("tasks", run.made());
    fields.put("known", run.listed() - run.made());
    fields.put("resumed", run.isResumed());
    return fields;
  }
}
