package io.serai.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Coze's table of error codes, row by row. */
class CozeFaultTest {

  @ParameterizedTest
  @CsvSource({
    // invalid parameter, prompt or content: this text, whoever is asked
    "4000, ROW",
    "4004, ROW",
    "4010, ROW",
    "4014, ROW",
    "4105, ROW",
    "702242001, ROW",
    // made anew with the next call: chat, conversation and message
    "4001, TRANSIENT",
    "4002, TRANSIENT",
    "4003, TRANSIENT",
    "4005, TRANSIENT",
    "4016, TRANSIENT",
    // asked too often
    "4008, THROTTLED",
    "4009, THROTTLED",
    "4013, THROTTLED",
    "4020, THROTTLED",
    "4102, THROTTLED",
    "710005002, THROTTLED",
    // bot, token, account
    "4006, BOT",
    "4007, BOT",
    "4011, BOT",
    "4012, BOT",
    "4015, BOT",
    "4019, BOT",
    "4021, BOT",
    "4022, BOT",
    "4028, BOT",
    "4100, BOT",
    "4101, BOT",
    "4200, BOT",
    "700012006, BOT",
    "700012014, BOT",
    "700012015, BOT",
    "702242002, BOT",
    "702242003, BOT",
    "702082020, BOT",
    "702095072, BOT",
    "702232007, BOT",
    "717995023, BOT",
    "717995024, BOT",
    "708232003, BOT",
    // may go well next time
    "5000, TRANSIENT",
    "708230702, TRANSIENT",
    "720701001, TRANSIENT",
    "720701002, TRANSIENT",
    "720701013, TRANSIENT",
    // unknown: DEAD after a few tries
    "4018, TRANSIENT",
    "4027, TRANSIENT",
    "5002, TRANSIENT",
    "718010029, TRANSIENT",
    "-1, TRANSIENT"
  })
  void should_blame_the_right_one_when_a_code_is_in_the_table(long code, CozeFault expected) {
    assertThat(CozeFault.of(200, code)).isEqualTo(expected);
    assertThat(CozeFault.of(500, code)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "429, THROTTLED", "401, BOT", "403, BOT", "404, BOT", "405, BOT", "502, UNAVAILABLE",
    "503, UNAVAILABLE", "504, UNAVAILABLE", "400, ROW", "413, ROW", "414, ROW", "422, ROW",
    "500, TRANSIENT", "408, TRANSIENT", "418, TRANSIENT", "302, TRANSIENT"
  })
  void should_judge_by_the_status_when_the_body_is_not_cozes(int status, CozeFault expected) {
    assertThat(CozeFault.ofStatus(status)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "429, 4000, THROTTLED",
    "429, 12345, THROTTLED",
    "404, 4000, BOT",
    "401, 12345, BOT",
    "503, 12345, UNAVAILABLE",
    "504, 5000, UNAVAILABLE",
    "400, 4000, ROW",
    "400, 4013, THROTTLED",
    "401, 700012006, BOT",
    "403, 4014, ROW"
  })
  void should_weigh_both_when_an_error_status_comes_with_a_code(
      int status, long code, CozeFault expected) {
    assertThat(CozeFault.of(status, code)).isEqualTo(expected);
  }

  @Test
  void should_know_the_pauses_that_the_documentation_asks_for_when_a_bot_is_asked_too_often() {
    assertThat(CozeFault.pauseOfCode(4020)).isEqualTo(Duration.ofMinutes(1));
    assertThat(CozeFault.pauseOfCode(4008)).isEqualTo(Duration.ofHours(1));
    assertThat(CozeFault.pauseOfCode(4013)).isNull();
  }
}
