package io.serai.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What others are told, as requirement 003 shows it. */
class NotificationsTest {

  private static final Instant HALF_PAST = Instant.parse("2025-08-25T12:30:00.987654321Z");

  private static FileResult success(long fence) {
    return new FileResult(
        "input-bucket/data/input.csv@v1",
        fence,
        FileResult.SUCCESS,
        "input-bucket",
        "data/input.csv",
        "output-bucket",
        "data/input.csv.parsed.json",
        "csv",
        "v1",
        1024,
        "aa",
        2048,
        "bb",
        null,
        null,
        null,
        1,
        FileResult.SINGLE_PROCESS,
        "host:1",
        HALF_PAST.minusSeconds(3),
        HALF_PAST,
        "{}",
        null);
  }

  private static FileResult failure(String bucket, String key, String error) {
    return new FileResult(
        "input-bucket/data/corrupted.csv@v1",
        1,
        FileResult.FAILED,
        bucket,
        key,
        null,
        null,
        null,
        null,
        512,
        null,
        0,
        null,
        "INVALID",
        "BAD_CSV",
        error,
        1,
        FileResult.MULTI_PROCESS,
        "host:1",
        HALF_PAST.minusSeconds(3),
        HALF_PAST,
        "{}",
        null);
  }

  @Test
  void should_be_the_json_of_the_guide_when_a_file_was_processed() {
    assertThat(Notifications.of(success(1)))
        .isEqualTo(
            """
            {"timestamp":"2025-08-25T12:30:00Z","worker_type":"single_process","status":"success",\
            "source":{"bucket":"input-bucket","key":"data/input.csv"},\
            "destination":{"bucket":"output-bucket","key":"data/input.csv.parsed.json"},\
            "file_info":{"input_size":1024,"output_size":2048,\
            "input_size_formatted":"1.0 KB","output_size_formatted":"2.0 KB"}}""");
  }

  @Test
  void should_be_the_json_of_the_guide_when_a_file_failed() {
    assertThat(Notifications.of(failure("input-bucket", "data/corrupted.csv", "文件格式不支持")))
        .isEqualTo(
            """
            {"timestamp":"2025-08-25T12:30:00Z","worker_type":"multi_process","status":"failed",\
            "source":{"bucket":"input-bucket","key":"data/corrupted.csv"},\
            "error":"文件格式不支持","file_info":{"input_size":512,"output_size":0}}""");
  }

  @Test
  void should_name_no_source_when_the_message_was_no_task() {
    assertThat(Notifications.of(failure(null, null, "line\n\"quoted\"\0")))
        .contains("\"source\":{\"bucket\":null,\"key\":null}")
        .contains("\"error\":\"line\\n\\\"quoted\\\"\\u0000\"");
  }

  @Test
  void should_have_the_same_id_when_a_result_is_told_again_and_another_for_another_attempt() {
    assertThat(Notifications.id(success(1)))
        .isEqualTo(Notifications.id(success(1)))
        .isNotEqualTo(Notifications.id(success(2)))
        .hasSize(36);
  }
}
