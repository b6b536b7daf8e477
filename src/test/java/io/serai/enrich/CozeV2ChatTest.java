package io.serai.enrich;

import static io.serai.enrich.CozeReplyTest.headers;
import static io.serai.enrich.CozeReplyTest.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CozeV2ChatTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final CozeV2Chat chat = new CozeV2Chat();

  private record Prompt(String bot, String text) implements ChatPrompt {}

  @Test
  void should_ask_for_one_whole_reply_when_a_request_is_made() throws Exception {
    JsonNode request = request("招聘 \"Java\"\n👩‍💻");
    assertThat(request.path("bot_id").asText()).isEqualTo("bot-1");
    assertThat(request.path("query").asText()).isEqualTo("招聘 \"Java\"\n👩‍💻");
    assertThat(request.path("stream").isBoolean()).isTrue();
    assertThat(request.path("stream").asBoolean()).isFalse();
  }

  @Test
  void should_share_no_context_when_many_requests_are_made() throws Exception {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      JsonNode request = request("x");
      ids.add(request.path("user").asText());
      ids.add(request.path("conversation_id").asText());
    }
    assertThat(ids).hasSize(200).allMatch(id -> id.matches("[0-9a-f]{32}"));
  }

  @Test
  void should_replace_what_utf8_cannot_hold_when_the_text_has_it() throws Exception {
    assertThat(request("a\0b\uD83Dc\uDE00d").path("query").asText())
        .isEqualTo("a\uFFFDb\uFFFDc\uFFFDd");
  }

  @Test
  void should_take_messages_of_type_answer_only_when_others_surround_them() throws Exception {
    assertThat(
            answer(
                message("verbose", "v") + "," + message("function_call", "f"),
                message("answer", "岗位"),
                message("follow_up", "more?") + "," + message("new_type", "?")))
        .isEqualTo("岗位");
  }

  @Test
  void should_join_them_by_line_breaks_when_there_are_several_answers() throws Exception {
    assertThat(answer(message("answer", "one"), message("answer", " "), message("answer", "two")))
        .isEqualTo("one\ntwo");
  }

  @Test
  void should_replace_what_the_table_cannot_hold_when_an_answer_has_it() throws Exception {
    assertThat(answer("{\"type\":\"answer\",\"content\":\"a\\u0000b\\ud83dc🚀\"}"))
        .isEqualTo("a\uFFFDb\uFFFDc🚀");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"code\":0}",
        "{\"code\":0,\"messages\":[]}",
        "{\"code\":0,\"messages\":null}",
        "{\"code\":0,\"messages\":[{\"type\":\"follow_up\",\"content\":\"x\"}]}",
        "{\"code\":0,\"messages\":[{\"type\":\"answer\",\"content\":\"\"}]}",
        "{\"code\":0,\"messages\":[{\"type\":\"answer\",\"content\":\" \\n \"}]}",
        "{\"code\":0,\"messages\":[{\"type\":\"answer\"}]}",
        "{\"code\":0,\"messages\":[{\"type\":\"answer\",\"content\":null}]}"
      })
  void should_refuse_the_reply_when_it_holds_no_answer(String body) {
    CozeException e =
        catchThrowableOfType(CozeException.class, () -> chat.answer(stream(body), headers(200)));
    assertThat(e.fault()).isEqualTo(CozeFault.TRANSIENT);
    assertThat(e.code()).isEqualTo("EMPTY_ANSWER");
    assertThat(e).hasMessageContaining("2024LOG");
  }

  private JsonNode request(String text) throws Exception {
    return JSON.readTree(chat.request(new Prompt("bot-1", text)));
  }

  private String answer(String... messages) throws Exception {
    String body = "{\"code\":0,\"messages\":[" + String.join(",", messages) + "]}";
    return chat.answer(stream(body), headers(200)).text();
  }

  private static String message(String type, String content) {
    return "{\"role\":\"assistant\",\"type\":\"%s\",\"content\":\"%s\"}".formatted(type, content);
  }
}
