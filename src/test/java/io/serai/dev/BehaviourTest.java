package io.serai.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BehaviourTest {

  @Test
  void should_read_every_field_when_given_as_json() {
    Behaviour read =
        Behaviour.fromJson(
            """
            {"latencyMs":600,"jitterMs":200,"latencyShape":"lognormal",
             "faults":{"http500":0.1,"hang":0.2},"rateLimitKind":"http_429","retryAfterSeconds":4,
             "concurrent":5,"perSecond":2.5,"botLimits":{"b1":{"concurrent":1,"perSecond":9}},
             "botCodes":{"b2":4101},"script":[4013,0],"token":"t","poison":{"坏":4014},
             "answers":2,"extrasEvery":0,"requiresAction":0.5,"pollHttp500":0.25,
             "forgetAfterMs":1000,"countQueries":true,"keepRequests":3,"seed":9}
            """);
    Behaviour wanted =
        Behaviour.quick()
            .withLatency(new Latency(600, 200, Latency.Shape.LOGNORMAL))
            .withFault(Fault.HTTP_500, 0.1)
            .withFault(Fault.HANG, 0.2)
            .withRateLimit(RateLimit.Kind.HTTP_429, 4)
            .withLimits(5, 2.5)
            .withBotLimits("b1", 1, 9)
            .withBotCode("b2", 4101)
            .withScript(4013, 0)
            .withToken("t")
            .withAnswers(new Answers(Answers.DEFAULT.text(), 2, 0))
            .withV3(new V3Rules(0.5, 0.25, 1000))
            .withRecording(true, 3)
            .withSeed(9);
    assertThat(read).usingRecursiveComparison().ignoringFields("poison").isEqualTo(wanted);
    assertThat(read.poison().applyAsInt("很坏")).isEqualTo(4014);
    assertThat(read.poison().applyAsInt("很好")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|JSON object",
        "{|not JSON",
        "{\"x\":1}|x",
        "{\"faults\":{\"x\":1}}|faults.x",
        "{\"faults\":{\"hang\":2}}|hang",
        "{\"faults\":{\"hang\":0.6,\"http500\":0.6}}|sum",
        "{\"faults\":1}|faults",
        "{\"latencyMs\":\"soon\"}|latencyMs",
        "{\"latencyMs\":-1}|latency",
        "{\"jitterMs\":-1}|latency",
        "{\"latencyShape\":\"flat\"}|UNIFORM",
        "{\"concurrent\":1.5}|concurrent",
        "{\"botLimits\":{\"b\":{\"x\":1}}}|x",
        "{\"countQueries\":1}|countQueries",
        "{\"script\":1}|script",
        "{\"retryAfterSeconds\":-1}|retryAfterSeconds",
        "{\"answers\":0}|count",
        "{\"forgetAfterMs\":0}|forgetAfterMs",
        "{\"keepRequests\":-1}|keepRequests"
      })
  void should_name_the_field_when_the_json_is_wrong(String json, String named) {
    assertThatThrownBy(() -> Behaviour.fromJson(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named);
  }

  @Test
  void should_read_options_when_given_on_the_command_line() {
    DoubleArguments read =
        DoubleArguments.parse(
            "--port",
            "4000",
            "--behaviour",
            "{\"botCodes\":{\"b\":1}}",
            "--latency-ms",
            "600",
            "--jitter-ms",
            "200",
            "--http500",
            "0.25",
            "--count-queries",
            "true");
    assertThat(read.port()).isEqualTo(4000);
    assertThat(read.behaviour().latency()).isEqualTo(new Latency(600, 200, Latency.Shape.UNIFORM));
    assertThat(read.behaviour().faults()).containsEntry(Fault.HTTP_500, 0.25);
    assertThat(read.behaviour().botCodes()).containsEntry("b", 1);
    assertThat(read.behaviour().recording().countQueries()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"--port,x", "--port,70000", "--colour,red", "port,1"})
  void should_name_the_option_when_the_command_line_is_wrong(String option, String value) {
    assertThatThrownBy(() -> DoubleArguments.parse(option, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(option.replace("--", ""));
  }

  @Test
  void should_keep_to_the_range_when_latency_is_uniform() {
    Latency latency = new Latency(600, 200, Latency.Shape.UNIFORM);
    assertThat(latency.drawMs(0, 0)).isEqualTo(400);
    assertThat(latency.drawMs(0.5, 0)).isEqualTo(600);
    assertThat(latency.drawMs(0.999999, 0)).isEqualTo(800);
    assertThat(new Latency(10, 50, Latency.Shape.UNIFORM).drawMs(0, 0)).isZero();
    assertThat(Latency.NONE.drawMs(0.7, 0.7)).isZero();
  }

  @Test
  void should_have_that_mean_and_deviation_when_latency_is_lognormal() {
    Latency latency = new Latency(600, 200, Latency.Shape.LOGNORMAL);
    SplittableRandom random = new SplittableRandom(1);
    double sum = 0;
    double squares = 0;
    int draws = 100_000;
    for (int i = 0; i < draws; i++) {
      double drawn = latency.drawMs(random.nextDouble(), random.nextDouble());
      sum += drawn;
      squares += drawn * drawn;
    }
    double mean = sum / draws;
    assertThat(mean).isCloseTo(600, within(10.0));
    assertThat(Math.sqrt(squares / draws - mean * mean)).isCloseTo(200, within(10.0));
  }

  @Test
  void should_refill_tokens_when_time_passes() {
    BotGate gate = new BotGate();
    BotLimits limits = new BotLimits(0, 2);
    long second = 1_000_000_000L;
    assertThat(gate.enter("b", limits, 0)).isNotNull();
    assertThat(gate.enter("b", limits, 0)).isNotNull();
    assertThat(gate.enter("b", limits, 0)).isNull();
    assertThat(gate.enter("b", limits, second / 4)).isNull();
    assertThat(gate.enter("b", limits, second / 2)).isNotNull();
    assertThat(gate.enter("b", limits, second / 2)).isNull();
    assertThat(gate.enter("b", limits, 60 * second)).isNotNull();
    assertThat(gate.enter("b", limits, 60 * second)).isNotNull();
    assertThat(gate.enter("b", limits, 60 * second)).isNull();
  }
}
