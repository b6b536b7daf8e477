package io.serai.dev;

import static io.serai.dev.CozeCaller.answer;
import static io.serai.dev.CozeCaller.tree;
import static io.serai.dev.CozeCaller.types;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CozeDoubleV2Test {

  private CozeDouble coze;
  private CozeCaller caller;

  @BeforeEach
  void start() {
    coze = CozeDouble.start(Behaviour.quick());
    caller = new CozeCaller(coze.url());
  }

  @AfterEach
  void stop() {
    coze.close();
  }

  @Test
  void should_answer_in_the_v2_envelope_when_asked() throws Exception {
    HttpResponse<String> response =
        caller.send(
            caller
                .v2(Map.of("bot_id", "b1", "user", "u1", "query", "软件工程师", "conversation_id", "c7"))
                .build());
    JsonNode body = tree(response);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
    assertThat(body.path("code").asInt(-1)).isZero();
    assertThat(body.path("msg").asText()).isEqualTo("success");
    assertThat(body.path("conversation_id").asText()).isEqualTo("c7");
    JsonNode message = body.path("messages").path(0);
    assertThat(message.path("role").asText()).isEqualTo("assistant");
    assertThat(message.path("content_type").asText()).isEqualTo("text");
    assertThat(message.path("content").asText()).startsWith("岗位描述：软件工程师");
    assertThat(coze.v2Url()).isEqualTo(coze.url() + "/open_api/v2/chat");
  }

  @Test
  void should_give_the_same_answer_from_60_code_points_when_the_query_is_long() throws Exception {
    String query = "𠮷".repeat(59) + "终" + "不该出现";
    String first = answer(caller.chat("b1", query));
    assertThat(first).isEqualTo(answer(caller.chat("b1", query)));
    assertThat(first).contains("𠮷终").doesNotContain("不");
  }

  @Test
  void should_wrap_every_third_answer_in_other_messages_when_left_at_defaults() throws Exception {
    for (int i = 1; i <= 6; i++) {
      assertThat(types(tree(caller.chat("b1", "问")).path("messages")))
          .isEqualTo(
              i % 3 == 0
                  ? List.of("verbose", "function_call", "tool_response", "answer", "follow_up")
                  : List.of("answer"));
    }
  }

  @Test
  void should_send_several_answers_when_set() throws Exception {
    coze.behave(Behaviour.quick().withAnswers(new Answers((bot, query) -> bot + query, 3, 0)));
    JsonNode messages = tree(caller.chat("b1", "问")).path("messages");
    assertThat(messages.findValuesAsText("content")).containsExactly("b1问", "（2）b1问", "（3）b1问");
  }

  @Test
  void should_send_a_new_log_id_with_every_reply_when_it_is_an_error_too() throws Exception {
    Set<String> ids = new HashSet<>();
    ids.add(caller.chat("b1", "问").headers().firstValue("X-Tt-Logid").orElseThrow());
    ids.add(caller.get("/nowhere").headers().firstValue("X-Tt-Logid").orElseThrow());
    HttpResponse<String> error = caller.chat("b1", "[[poison:4014]]");
    String id = error.headers().firstValue("X-Tt-Logid").orElseThrow();
    ids.add(id);
    assertThat(ids).hasSize(3).allMatch(each -> each.matches("\\d{14}[0-9A-F]{20}"));
    assertThat(tree(error).path("detail").path("logid").asText()).isEqualTo(id);
  }

  @Test
  void should_refuse_with_http_200_and_4101_when_the_token_is_wrong() throws Exception {
    coze.behave(Behaviour.quick().withToken("pat_good"));
    HttpResponse<String> none = caller.chat("b1", "问");
    assertThat(none.statusCode()).isEqualTo(200);
    assertThat(tree(none).path("code").asInt()).isEqualTo(4101);
    Map<String, String> body = Map.of("bot_id", "b1", "user", "u1", "query", "问");
    HttpResponse<String> good =
        caller.send(caller.v2(body).header("Authorization", "Bearer pat_good").build());
    assertThat(tree(good).path("code").asInt(-1)).isZero();
    assertThat(coze.stats().count(Outcome.UNAUTHORIZED)).isEqualTo(1);
  }

  @Test
  void should_refuse_with_702242001_when_the_request_is_bad() throws Exception {
    for (String body :
        new String[] {
          "",
          "[]",
          "{\"bot_id\":\"b\",\"user\":\"u\",\"query\":\"\"}",
          "{\"bot_id\":\"b\",\"query\":\"q\"}",
          "{\"bot_id\":7,\"user\":\"u\",\"query\":\"q\"}",
          "{\"bot_id\":\"b\",\"user\":\"u\",\"query\":\"q\"",
          "{\"bot_id\":\"b\",\"user\":\"u\",\"query\":\"q\",\"stream\":true}"
        }) {
      HttpResponse<String> response = caller.post("/open_api/v2/chat", body);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(tree(response).path("code").asLong()).as(body).isEqualTo(702242001);
    }
    assertThat(coze.stats().count(Outcome.INVALID)).isEqualTo(7);
  }

  @Test
  void should_skip_fields_it_does_not_know_when_they_are_nested() throws Exception {
    String body =
        """
        {"custom_variables":{"query":"no","a":["x"]},"chat_history":[{"content":"no"}],
         "bot_id":"b1","user":"u1","query":"yes","stream":false,"conversation_id":null}
        """;
    assertThat(answer(caller.post("/open_api/v2/chat", body))).startsWith("岗位描述：yes。");
  }

  @Test
  void should_answer_404_with_4000_when_the_path_is_unknown() throws Exception {
    for (HttpResponse<String> response :
        List.of(caller.get("/v9/chat"), caller.get("/open_api/v2/chat"))) {
      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(tree(response).path("code").asInt()).isEqualTo(4000);
    }
  }

  @Test
  void should_fail_always_when_the_query_is_poisoned() throws Exception {
    coze.behave(Behaviour.quick().withPoison(query -> query.contains("毒"), 4010));
    assertThat(caller.code("b1", "有毒的")).isEqualTo(4010);
    assertThat(caller.code("b1", "有毒的")).isEqualTo(4010);
    assertThat(caller.code("b2", "x [[poison:4014]] y")).isEqualTo(4014);
    assertThat(caller.code("b1", "好的")).isZero();
    assertThat(caller.code("b1", "[[poison:x]]")).isEqualTo(4000);
    assertThat(caller.code("b1", "[[fault:x]]")).isEqualTo(4000);
  }

  @Test
  void should_answer_a_fixed_code_when_set_for_that_bot() throws Exception {
    coze.behave(Behaviour.quick().withBotCode("gone", 4200).withBotCode("ill", 5000));
    HttpResponse<String> gone = caller.chat("gone", "问");
    assertThat(gone.statusCode()).isEqualTo(200);
    assertThat(tree(gone).path("code").asInt()).isEqualTo(4200);
    assertThat(tree(gone).path("msg").asText()).contains("does not exist");
    assertThat(caller.code("ill", "问")).isEqualTo(5000);
    assertThat(caller.code("well", "问")).isZero();
    assertThat(coze.stats().count(Outcome.REFUSED)).isEqualTo(2);
  }

  @Test
  void should_follow_the_script_when_there_is_one() throws Exception {
    coze.behave(Behaviour.quick().withScript(4013, 0, 4020));
    assertThat(caller.code("b1", "问")).isEqualTo(4013);
    assertThat(caller.code("b1", "问")).isZero();
    assertThat(caller.code("b1", "问")).isEqualTo(4020);
    assertThat(caller.code("b1", "问")).isZero();
  }

  @Test
  void should_put_odd_text_into_the_answer_when_the_query_asks_for_it() throws Exception {
    assertThat(answer(caller.chat("b1", "[[answer:nul]]"))).isEqualTo("前\0后");
    assertThat(answer(caller.chat("b1", "[[answer:surrogate]]"))).isEqualTo("前\uD83D后");
    assertThat(caller.chat("b1", "[[answer:surrogate]]").body()).contains("前\\ud83d后");
    assertThat(answer(caller.chat("b1", "[[answer:emoji]]"))).contains("👩‍💻");
    assertThat(answer(caller.chat("b1", "[[answer:blank]]"))).isBlank().isNotEmpty();
    assertThat(answer(caller.chat("b1", "[[answer:megabyte]]")).getBytes("UTF-8"))
        .hasSizeGreaterThan(1 << 20);
    assertThat(answer(caller.chat("b1", "x[[answer:\"a\\b\"\r\n\t\u0001]]y")))
        .isEqualTo("\"a\\b\"\r\n\t\u0001");
  }

  @Test
  void should_refuse_when_the_body_is_larger_than_15_megabytes() throws Exception {
    String most = "x".repeat(15 * 1024 * 1024 - 200);
    assertThat(caller.code("b1", most)).isZero();
    HttpResponse<String> response = caller.chat("b1", most + "x".repeat(200));
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(tree(response).path("code").asInt()).isEqualTo(4000);
    assertThat(tree(response).path("msg").asText()).contains("15 MB");
    assertThat(caller.code("b1", "问")).isZero();
  }

  @Test
  void should_answer_http_500_with_the_reason_when_the_answer_function_throws() throws Exception {
    coze.behave(
        Behaviour.quick()
            .withAnswer(
                (bot, query) -> {
                  throw new IllegalStateException("no words");
                }));
    HttpResponse<String> response = caller.chat("b1", "问");
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).contains("no words");
    assertThat(coze.stats().running()).isZero();
  }
}
