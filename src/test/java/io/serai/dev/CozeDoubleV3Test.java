package io.serai.dev;

import static io.serai.dev.CozeCaller.idsOf;
import static io.serai.dev.CozeCaller.tree;
import static io.serai.dev.CozeCaller.types;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CozeDoubleV3Test {

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
  void should_complete_after_the_latency_when_polled() throws Exception {
    coze.behave(Behaviour.quick().withLatency(300, 0).withAnswers(oneAnswer(1)));
    HttpResponse<String> created = caller.create("b1", "护士", "");
    JsonNode chat = tree(created).path("data");
    assertThat(chat.path("status").asText()).isEqualTo("in_progress");
    assertThat(chat.path("bot_id").asText()).isEqualTo("b1");
    assertThat(chat.path("last_error").path("code").asInt(-1)).isZero();
    String ids = idsOf(created);
    assertThat(tree(caller.get("/v3/chat/message/list" + ids)).path("data")).isEmpty();
    await().until(() -> status(ids).equals("completed"));
    JsonNode done = caller.retrieve(ids);
    assertThat(done.path("code").asInt(-1)).isZero();
    assertThat(done.path("data").path("usage").path("token_count").asInt()).isPositive();
    assertThat(done.path("data").path("completed_at").asLong()).isPositive();
    JsonNode posted = tree(caller.post("/v3/chat/retrieve" + ids, ""));
    assertThat(posted.path("data")).isEqualTo(done.path("data"));
    JsonNode list = tree(caller.get("/v3/chat/message/list" + ids));
    assertThat(types(list.path("data")))
        .containsExactly(
            "verbose", "function_call", "tool_response", "answer", "verbose", "follow_up");
    assertThat(list.path("data").path(3).path("content").asText()).isEqualTo("b1:护士");
    assertThat(list.path("data").path(4).path("content").asText())
        .contains("generate_answer_finish");
    assertThat(list.path("detail").path("logid").asText()).isNotEmpty();
    assertThat(coze.stats().count(Outcome.ANSWERED)).isEqualTo(1);
    assertThat(coze.stats().polls()).isGreaterThanOrEqualTo(5);
  }

  @Test
  void should_be_in_progress_on_create_and_then_completed_when_there_is_no_latency()
      throws Exception {
    HttpResponse<String> created = caller.create("b1", "护士", "");
    assertThat(tree(created).path("data").path("status").asText()).isEqualTo("in_progress");
    assertThat(status(idsOf(created))).isEqualTo("completed");
  }

  @Test
  void should_refuse_with_4016_when_the_conversation_is_busy() throws Exception {
    coze.behave(Behaviour.quick().withLatency(600_000, 0));
    HttpResponse<String> first = caller.create("b1", "护士", "c1");
    assertThat(tree(first).path("data").path("conversation_id").asText()).isEqualTo("c1");
    assertThat(tree(caller.create("b1", "医生", "c1")).path("code").asInt()).isEqualTo(4016);
    assertThat(tree(caller.create("b1", "医生", "c2")).path("code").asInt(-1)).isZero();
    assertThat(cancel(first).path("data").path("status").asText()).isEqualTo("canceled");
    assertThat(cancel(first).path("code").asInt()).isEqualTo(4104);
    assertThat(tree(caller.create("b1", "医生", "c1")).path("code").asInt(-1)).isZero();
    assertThat(coze.stats().running()).isEqualTo(2);
    assertThat(coze.stats().distinctConversations()).isEqualTo(2);
  }

  @Test
  void should_fail_in_last_error_when_the_query_is_poisoned() throws Exception {
    String ids = idsOf(caller.create("b1", "[[poison:4014]]", ""));
    JsonNode reply = caller.retrieve(ids);
    assertThat(reply.path("code").asInt(-1)).isZero();
    assertThat(reply.path("data").path("status").asText()).isEqualTo("failed");
    assertThat(reply.path("data").path("last_error").path("code").asInt()).isEqualTo(4014);
    assertThat(reply.path("data").path("last_error").path("msg").asText()).isNotEmpty();
    assertThat(coze.stats().count(Outcome.REFUSED)).isEqualTo(1);
  }

  @Test
  void should_require_action_when_that_share_is_1() throws Exception {
    coze.behave(Behaviour.quick().withV3(new V3Rules(1, 0, 60_000)));
    JsonNode chat = caller.retrieve(idsOf(caller.create("b1", "护士", ""))).path("data");
    assertThat(chat.path("status").asText()).isEqualTo("requires_action");
    assertThat(chat.path("required_action").path("type").asText()).isEqualTo("submit_tool_outputs");
    assertThat(coze.stats().count(Outcome.REQUIRES_ACTION)).isEqualTo(1);
  }

  @Test
  void should_answer_401_on_polls_and_200_on_create_when_the_token_is_wrong() throws Exception {
    String ids = idsOf(caller.create("b1", "护士", ""));
    coze.behave(Behaviour.quick().withToken("pat_good"));
    HttpResponse<String> created = caller.create("b1", "护士", "");
    assertThat(created.statusCode()).isEqualTo(200);
    assertThat(tree(created).path("code").asInt()).isEqualTo(4101);
    for (String call : new String[] {"/v3/chat/retrieve", "/v3/chat/message/list"}) {
      HttpResponse<String> polled = caller.get(call + ids);
      assertThat(polled.statusCode()).isEqualTo(401);
      assertThat(tree(polled).path("code").asInt()).isEqualTo(700012006);
      assertThat(polled.headers().firstValue("X-Tt-Logid")).isPresent();
    }
  }

  @Test
  void should_refuse_when_the_request_is_bad() throws Exception {
    Map<String, Object> sound = Map.of("bot_id", "b1", "user_id", "u1");
    String question = ",\"additional_messages\":[{\"role\":\"user\",\"content\":\"q\"}]}";
    assertThat(createCode("[]")).isEqualTo(4000);
    assertThat(createCode("{\"bot_id\":\"b1\"" + question)).isEqualTo(4000);
    assertThat(createCode(CozeCaller.json(sound))).isEqualTo(4000);
    String open = "{\"bot_id\":\"b1\",\"user_id\":\"u1\"";
    assertThat(createCode(open + ",\"auto_save_history\":false" + question)).isEqualTo(4007);
    assertThat(createCode(open + ",\"stream\":true" + question)).isEqualTo(4000);
    Object many = Collections.nCopies(101, Map.of("role", "user", "content", "q"));
    Map<String, Object> full = Map.of("bot_id", "b1", "user_id", "u1", "additional_messages", many);
    assertThat(createCode(CozeCaller.json(full))).isEqualTo(4004);
    assertThat(createCode(open + question)).isZero();
  }

  @Test
  void should_refuse_polls_when_chat_or_conversation_is_unknown() throws Exception {
    HttpResponse<String> created = caller.create("b1", "护士", "c1");
    String id = tree(created).path("data").path("id").asText();
    assertThat(caller.retrieve("?conversation_id=c1&chat_id=1").path("code").asInt())
        .isEqualTo(4001);
    assertThat(caller.retrieve("?conversation_id=c2&chat_id=" + id).path("code").asInt())
        .isEqualTo(4002);
  }

  @Test
  void should_forget_chats_when_their_time_is_over() throws Exception {
    coze.behave(Behaviour.quick().withV3(new V3Rules(0, 0, 1)));
    String ids = idsOf(caller.create("b1", "护士", ""));
    await().until(() -> caller.retrieve(ids).path("code").asInt() == 4001);
  }

  @Test
  void should_stay_in_progress_until_forgotten_when_hanging() throws Exception {
    coze.behave(Behaviour.quick().withFault(Fault.HANG, 1).withV3(new V3Rules(0, 0, 300)));
    String ids = idsOf(caller.create("b1", "护士", "c1"));
    assertThat(status(ids)).isEqualTo("in_progress");
    assertThat(coze.stats().running()).isEqualTo(1);
    await().until(() -> caller.retrieve(ids).path("code").asInt() == 4001);
    assertThat(coze.stats().running()).isZero();
    assertThat(coze.stats().outcomes()).containsExactly(Map.entry(Outcome.HUNG, 1L));
  }

  @Test
  void should_meet_faults_on_create_when_they_are_of_the_transport() throws Exception {
    assertThat(caller.create("b1", "[[fault:http500]]", "c1").statusCode()).isEqualTo(500);
    assertThat(caller.create("b1", "[[fault:html502]]", "c1").statusCode()).isEqualTo(502);
    assertThat(tree(caller.create("b1", "[[fault:rateLimited]]", "c1")).path("code").asInt())
        .isEqualTo(4013);
    assertThatThrownBy(() -> tree(caller.create("b1", "[[fault:truncatedJson]]", "c1")))
        .isInstanceOf(IOException.class);
    assertThat(coze.stats().running()).isZero();
    String ids = idsOf(caller.create("b1", "[[fault:emptyAnswer]]", "c1"));
    assertThat(status(ids)).isEqualTo("completed");
    JsonNode list = tree(caller.get("/v3/chat/message/list" + ids));
    assertThat(types(list.path("data"))).doesNotContain("answer");
  }

  @Test
  void should_fail_some_polls_when_that_share_is_set() throws Exception {
    String ids = idsOf(caller.create("b1", "护士", ""));
    coze.behave(Behaviour.quick().withV3(new V3Rules(0, 0.5, 60_000)));
    List<Integer> seen = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      seen.add(caller.get("/v3/chat/retrieve" + ids).statusCode());
    }
    assertThat(seen).contains(200, 500);
  }

  @Test
  void should_hold_the_place_at_the_bot_when_a_chat_is_in_progress() throws Exception {
    coze.behave(Behaviour.quick().withLatency(600_000, 0).withLimits(1, 0));
    caller.create("b1", "护士", "");
    assertThat(tree(caller.create("b1", "护士", "")).path("code").asInt()).isEqualTo(4013);
    assertThat(tree(caller.create("b2", "护士", "")).path("code").asInt(-1)).isZero();
  }

  private long createCode(String body) throws Exception {
    return tree(caller.post("/v3/chat", body)).path("code").asLong(-1);
  }

  private String status(String ids) throws Exception {
    return caller.retrieve(ids).path("data").path("status").asText();
  }

  private JsonNode cancel(HttpResponse<String> created) throws Exception {
    JsonNode chat = tree(created).path("data");
    Map<String, String> ids =
        Map.of(
            "chat_id", chat.path("id").asText(),
            "conversation_id", chat.path("conversation_id").asText());
    return tree(caller.post("/v3/chat/cancel", CozeCaller.json(ids)));
  }

  private static Answers oneAnswer(int extrasEvery) {
    return new Answers((bot, query) -> bot + ":" + query, 1, extrasEvery);
  }
}
