package io.serai.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.ledger.Claim;
import io.serai.ledger.ErrorClass;
import io.serai.ledger.Failure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.layout.template.json.JsonTemplateLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One line of JSON a file, with the fields of requirement 003. */
class FileLogTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final class Lines extends AbstractAppender {

    private final List<String> lines = new ArrayList<>();

    Lines(JsonTemplateLayout layout) {
      super("lines", null, layout, false, Property.EMPTY_ARRAY);
    }

    @Override
    public boolean requiresLocation() {
      return true;
    }

    @Override
    public void append(LogEvent event) {
      lines.add(new String(getLayout().toByteArray(event), StandardCharsets.UTF_8));
    }
  }

  private final Logger logger = (Logger) LogManager.getLogger(FileLog.class);
  private final FileLog log = new FileLog();
  private Lines lines;

  @BeforeEach
  void listen() {
    lines =
        new Lines(
            JsonTemplateLayout.newBuilder()
                .setConfiguration(logger.getContext().getConfiguration())
                .setEventTemplateUri("classpath:log-event.json")
                .setLocationInfoEnabled(true)
                .build());
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.removeAppender(lines);
  }

  private JsonNode onlyLine() throws Exception {
    assertThat(lines.lines).hasSize(1);
    assertThat(lines.lines.get(0).strip()).doesNotContain("\n");
    return JSON.readTree(lines.lines.get(0));
  }

  @Test
  void should_have_the_fields_of_the_guide_when_a_file_was_processed() throws Exception {
    log.processed(SampleResults.success("data/input.csv", 1));

    JsonNode line = onlyLine();
    assertThat(line.path("timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
    assertThat(line.path("event").asText()).isEqualTo("处理完成");
    assertThat(line.path("filename").asText()).isEqualTo("FileLog.java");
    assertThat(line.path("func_name").asText()).isEqualTo("processed");
    assertThat(line.path("lineno").isInt()).isTrue();
    assertThat(line.path("file_key").asText()).isEqualTo("data/input.csv");
    assertThat(line.path("processing_time").isNumber()).isTrue();
    assertThat(line.path("processing_time").doubleValue()).isEqualTo(1.5);
    assertThat(line.path("input_size").longValue()).isEqualTo(1024);
    assertThat(line.path("output_size").longValue()).isEqualTo(20_480);
    assertThat(line.path("message").asText())
        .isEqualTo(
            "in/data/input.csv → out/data/input.csv.parsed.json by csv in 1.500 s,"
                + " 1.0 KB → 20.0 KB");
  }

  @Test
  void should_say_why_when_a_file_has_to_be_tried_again() throws Exception {
    PendingTask task = InboxFixture.task("b/k@1", "k", null, 0);
    task.claimed(new Claim("files", "b/k@1", 1, 0));

    log.retried(task, Failure.of(ErrorClass.TRANSIENT, "STORE_CUT", "the connection broke"));

    JsonNode line = onlyLine();
    assertThat(line.path("level").asText()).isEqualTo("WARN");
    assertThat(line.path("file_key").asText()).isEqualTo("k");
    assertThat(line.path("error_code").asText()).isEqualTo("STORE_CUT");
    assertThat(line.path("message").asText())
        .isEqualTo(
            "b/k failed and will be tried again (attempt 1), STORE_CUT: the connection broke");
  }

  @Test
  void should_stay_one_line_without_key_when_the_message_was_no_task() throws Exception {
    PendingTask task = new PendingTask("t-0-1", null, "bad", "x", null);

    log.dead(task, Failure.of(ErrorClass.INVALID, "BAD_TASK", "no\nJSON\u0000: \ud83d"));

    JsonNode line = onlyLine();
    assertThat(line.path("level").asText()).isEqualTo("ERROR");
    assertThat(line.path("event").asText()).isEqualTo("处理失败");
    assertThat(line.path("file_key").asText("none")).isEqualTo(line.has("file_key") ? "" : "none");
    assertThat(line.path("message").asText()).doesNotContain("\n").startsWith("t-0-1 is DEAD");
  }
}
