package io.serai.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** The messages that tell others of a result, in the form that requirement 003 gives them. */
final class Notifications {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Notifications() {}

  /** Identifies the notification: the same for a result however often it is sent. */
  static String id(FileResult result) {
    String name = result.task() + "#" + result.fence();
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** The notification of a success or a failure, as JSON. */
  static String of(FileResult result) {
    boolean success = FileResult.SUCCESS.equals(result.status());
    ObjectNode node = JSON.createObjectNode();
    node.put("timestamp", time(result.finishedAt()));
    node.put("worker_type", result.workerType());
    node.put("status", result.status());
    node.putObject("source").put("bucket", result.bucket()).put("key", result.key());
    if (success) {
      node.putObject("destination").put("bucket", result.destBucket()).put("key", result.destKey());
    } else {
      node.put("error", result.error());
    }
    ObjectNode info = node.putObject("file_info");
    info.put("input_size", result.sourceSize());
    info.put("output_size", result.resultSize());
    if (success) {
      info.put("input_size_formatted", FileSize.text(result.sourceSize()));
      info.put("output_size_formatted", FileSize.text(result.resultSize()));
    }
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the notification of " + result.task(), e);
    }
  }

  private static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
