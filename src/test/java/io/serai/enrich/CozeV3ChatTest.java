package io.serai.enrich;

import static io.serai.enrich.CozeReplyTest.headers;
import static io.serai.enrich.CozeReplyTest.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.enrich.CozeV3Chat.Chat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CozeV3ChatTest {

  private final CozeV3Chat chat = new CozeV3Chat();

  private record Prompt(String bot, String text) implements ChatPrompt {}

  @Test
  void should_keep_the_history_when_a_chat_is_created_that_is_polled() throws Exception {
    JsonNode request = new ObjectMapper().readTree(chat.request(new Prompt("bot", "a\0b\uD83D")));
    assertThat(request.path("bot_id").asText()).isEqualTo("bot");
    assertThat(request.path("user_id").asText()).hasSize(32);
    assertThat(request.path("stream").asBoolean(true)).isFalse();
    assertThat(request.path("auto_save_history").asBoolean(false)).isTrue();
    JsonNode message = request.path("additional_messages").path(0);
    assertThat(message.path("role").asText()).isEqualTo("user");
    assertThat(message.path("content").asText()).isEqualTo("a\uFFFDb\uFFFD");
    assertThat(message.path("content_type").asText()).isEqualTo("text");
  }

  @ParameterizedTest
  @CsvSource({"created, true", "in_progress, true", "completed, false", "new_word, true"})
  void should_look_again_when_the_chat_has_not_ended(String status, boolean expected)
      throws Exception {
    assertThat(chat.running(created(status))).isEqualTo(expected);
  }

  @Test
  void should_name_the_chat_when_it_is_looked_at() throws Exception {
    assertThat(created("in_progress").query()).isEqualTo("conversation_id=co%26nv&chat_id=c1");
  }

  @Test
  void should_give_up_when_the_chat_takes_longer_than_the_timeout() throws Exception {
    chat.setTimeoutMs(0);
    Chat before = created("in_progress");
    Chat now = chat.retrieved(before, stream(body("in_progress")), headers(200));
    assertThat(now.begunAt()).isEqualTo(before.begunAt());
    assertThat(chat.pause(now)).isZero();
    CozeException e = catchThrowableOfType(CozeException.class, () -> chat.timeLeft(now));
    assertThat(e.code()).isEqualTo("TIMEOUT");
    assertThat(e.fault()).isEqualTo(CozeFault.TRANSIENT);
  }

  @Test
  void should_wait_for_the_end_of_its_time_only_when_that_comes_before_the_next_look()
      throws Exception {
    Chat now = created("in_progress");
    assertThat(chat.pause(now)).isEqualTo(1_000);
    chat.setTimeoutMs(500);
    assertThat(chat.pause(now)).isLessThanOrEqualTo(500);
    assertThat(chat.timeLeft(now)).isBetween(1L, 500L);
  }

  @Test
  void should_count_from_the_begin_of_the_call_that_created_the_chat() throws Exception {
    Map<String, Object> headers = headers(200);
    headers.put(CozeLimitBeans.BEGUN_AT, String.valueOf(System.nanoTime() - 20_000_000_000L));
    Chat now = chat.created(stream(body("in_progress")), headers);
    assertThat(chat.timeLeft(now)).isLessThanOrEqualTo(10_000);
  }

  @Test
  void should_report_the_chats_error_when_it_failed() {
    CozeException e =
        fault(
            "{\"code\":0,\"data\":{\"id\":\"c1\",\"status\":\"failed\","
                + "\"last_error\":{\"code\":4014,\"msg\":\"cannot be answered\"}}}");
    assertThat(e.fault()).isEqualTo(CozeFault.ROW);
    assertThat(e.code()).isEqualTo("4014");
    assertThat(e).hasMessageContainingAll("cannot be answered", "2024LOG");
  }

  @Test
  void should_report_an_unknown_error_when_a_failed_chat_names_none() {
    assertThat(fault("{\"code\":0,\"data\":{\"status\":\"failed\"}}").fault())
        .isEqualTo(CozeFault.TRANSIENT);
  }

  @Test
  void should_report_the_calls_error_when_the_call_failed() {
    assertThat(fault("{\"code\":4101,\"msg\":\"no\"}").fault()).isEqualTo(CozeFault.BOT);
  }

  @ParameterizedTest
  @CsvSource({"requires_action, REQUIRES_ACTION", "canceled, CANCELED"})
  void should_try_the_row_again_and_keep_the_bot_when_one_chat_ended_otherwise(
      String status, String code) {
    CozeException e = fault(body(status));
    assertThat(e.code()).isEqualTo(code);
    assertThat(e.fault()).isEqualTo(CozeFault.TRANSIENT);
    assertThat(e).hasMessageContaining("2024LOG");
  }

  @Test
  void should_take_messages_of_type_answer_only_when_the_chat_completed() throws Exception {
    String body =
        "{\"code\":0,\"data\":[{\"type\":\"verbose\",\"content\":\"v\"},"
            + "{\"type\":\"answer\",\"content\":\"one\"},{\"type\":\"answer\",\"content\":\"two\"}]}";
    assertThat(chat.answer(stream(body), headers(200)).text()).isEqualTo("one\ntwo");
  }

  @Test
  void should_refuse_the_reply_when_it_holds_no_answer() {
    CozeException e =
        catchThrowableOfType(
            CozeException.class,
            () -> chat.answer(stream("{\"code\":0,\"data\":[]}"), headers(200)));
    assertThat(e.code()).isEqualTo("EMPTY_ANSWER");
  }

  private Chat created(String status) throws Exception {
    return chat.created(stream(body(status)), headers(200));
  }

  private CozeException fault(String body) {
    return catchThrowableOfType(
        CozeException.class, () -> chat.created(stream(body), headers(200)));
  }

  private static String body(String status) {
    return "{\"code\":0,\"data\":{\"id\":\"c1\",\"conversation_id\":\"co&nv\",\"status\":\""
        + status
        + "\"}}";
  }
}
