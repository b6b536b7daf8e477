package io.serai.dev;

import static io.serai.dev.CozeCaller.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CozeDoubleSteeringTest {

  @Test
  void should_tell_what_it_saw_when_asked_for_statistics() throws Exception {
    try (CozeDouble coze = CozeDouble.start(Behaviour.quick().withRecording(true, 2))) {
      CozeCaller caller = new CozeCaller(coze.url());
      caller.chat("b1", "一");
      caller.chat("b1", "二");
      caller.chat("b2", "二");
      caller.chat("b2", "[[poison:4014]]");
      Map<String, String> last =
          Map.of("bot_id", "b1", "user", "u2", "query", "三", "conversation_id", "c1");
      caller.send(caller.v2(last).header("X-Marker", "m").build());
      Stats stats = coze.stats();
      assertThat(stats.calls()).isEqualTo(5);
      assertThat(stats.outcomes()).isEqualTo(Map.of(Outcome.ANSWERED, 4L, Outcome.REFUSED, 1L));
      assertThat(stats.callsPerBot()).isEqualTo(Map.of("b1", 3L, "b2", 2L));
      assertThat(stats.distinctUsers()).isEqualTo(2);
      assertThat(stats.distinctConversations()).isEqualTo(1);
      assertThat(stats.calls("二")).isEqualTo(2);
      assertThat(stats.calls("一")).isEqualTo(1);
      assertThat(stats.calls("四")).isZero();
      assertThat(stats.lastBodies()).hasSize(2);
      assertThat(stats.lastBodies().get(0)).contains("[[poison:4014]]");
      assertThat(stats.lastBodies().get(1)).contains("三");
      assertThat(stats.lastHeaders()).containsEntry("x-marker", "m");
      JsonNode json = tree(caller.get("/double/stats"));
      assertThat(json.path("calls").asInt()).isEqualTo(5);
      assertThat(json.path("outcomes").path("answered").asInt()).isEqualTo(4);
      assertThat(json.path("callsPerBot").path("b2").asInt()).isEqualTo(2);
      assertThat(json.path("queriesByCalls").path("1").asInt()).isEqualTo(3);
      assertThat(json.path("queriesByCalls").path("2").asInt()).isEqualTo(1);
      assertThat(caller.post("/double/reset", "").statusCode()).isEqualTo(200);
      assertThat(coze.stats().calls()).isZero();
      assertThat(coze.stats().outcomes()).isEmpty();
      assertThat(coze.stats().lastBodies()).isEmpty();
    }
  }

  @Test
  void should_not_count_queries_when_not_asked_to() throws Exception {
    try (CozeDouble coze = CozeDouble.start(Behaviour.quick().withRecording(false, 0))) {
      new CozeCaller(coze.url()).chat("b1", "一");
      assertThat(coze.stats().callsPerQuery()).isEmpty();
      assertThat(coze.stats().lastBodies()).isEmpty();
    }
  }

  @Test
  void should_change_its_behaviour_when_json_is_posted() throws Exception {
    try (CozeDouble coze = CozeDouble.start(Behaviour.quick())) {
      CozeCaller caller = new CozeCaller(coze.url());
      assertThat(caller.post("/double/behaviour", "{\"botCodes\":{\"b1\":4200}}").statusCode())
          .isEqualTo(200);
      assertThat(caller.code("b1", "问")).isEqualTo(4200);
      HttpResponse<String> wrong = caller.post("/double/behaviour", "{\"latencyMS\":1}");
      assertThat(wrong.statusCode()).isEqualTo(400);
      assertThat(wrong.body()).contains("latencyMS");
      assertThat(caller.code("b1", "问")).isEqualTo(4200);
    }
  }

  @Test
  void should_name_the_port_when_it_is_taken() {
    try (CozeDouble coze = CozeDouble.start(Behaviour.quick())) {
      String port = coze.url().substring(coze.url().lastIndexOf(':') + 1);
      assertThatThrownBy(() -> CozeDouble.start(Behaviour.quick(), Integer.parseInt(port)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(port);
    }
  }

  @Test
  void should_refuse_connections_and_keep_its_statistics_when_closed() throws Exception {
    CozeDouble coze = CozeDouble.start(Behaviour.quick());
    CozeCaller caller = new CozeCaller(coze.url());
    caller.chat("b1", "一");
    coze.close();
    assertThat(coze.stats().calls()).isEqualTo(1);
    assertThatThrownBy(() -> caller.chat("b1", "一")).isInstanceOf(IOException.class);
  }

  @Test
  void should_end_by_itself_when_standard_input_ends(@TempDir Path folder) throws Exception {
    Process child = child(folder, "--port", "0", "--bot-codes", "none");
    try {
      assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(child.exitValue()).isNotZero();
    } finally {
      child.destroyForcibly();
    }
    child = child(folder, "--port", "0", "--latency-ms", "20", "--http500", "1");
    try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      assertThat(line).matches("coze-double listening on http://127\\.0\\.0\\.1:\\d+");
      CozeCaller caller = new CozeCaller(line.substring(line.indexOf("http")));
      assertThat(caller.chat("b1", "一").statusCode()).isEqualTo(500);
      caller.post("/double/behaviour", "{\"latencyMs\":600000}");
      caller.http().sendAsync(caller.v2("b1", "二"), HttpResponse.BodyHandlers.ofString());
      child.outputWriter().close();
      assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(child.exitValue()).isZero();
    } finally {
      child.destroyForcibly();
    }
  }

  private static Process child(Path folder, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                CozeDouble.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(folder.resolve("child.err").toFile()).start();
  }
}
