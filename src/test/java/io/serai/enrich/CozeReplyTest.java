package io.serai.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CozeReplyTest {

  private static final String GOOD =
      "{\"messages\":[{\"role\":\"assistant\",\"type\":\"answer\",\"content\":\"岗位🚀\"}],"
          + "\"conversation_id\":\"1\",\"code\":0,\"msg\":\"success\"}";

  @Test
  void should_return_the_envelope_when_the_code_is_0() throws Exception {
    assertThat(CozeReply.read(stream(GOOD), headers(200)).path("msg").asText())
        .isEqualTo("success");
  }

  @Test
  void should_carry_code_message_and_logid_when_an_error_comes_as_http_200() {
    CozeException e = fault(200, "{\"code\":4014,\"msg\":\"cannot be answered\"}");
    assertThat(e.fault()).isEqualTo(CozeFault.ROW);
    assertThat(e.code()).isEqualTo("4014");
    assertThat(e).hasMessageContainingAll("4014", "cannot be answered", "logid 2024LOG");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "502 | <html><h1>502 Bad Gateway</h1></html> | UNAVAILABLE | HTTP_502",
        "503 | '' | UNAVAILABLE | HTTP_503",
        "500 | oops | TRANSIENT | HTTP_500",
        "404 | <html>not found</html> | BOT | HTTP_404",
        "404 | {\"code\":4000,\"msg\":\"no such API\"} | BOT | 4000",
        "401 | {\"code\":700012006,\"msg\":\"access token invalid\"} | BOT | 700012006",
        "413 | <html>too large</html> | ROW | HTTP_413",
        "429 | {\"message\":\"API rate limit exceeded\"} | THROTTLED | HTTP_429",
        "429 | {\"code\":1234,\"msg\":\"slow down\"} | THROTTLED | 1234",
        "500 | {\"code\":5000,\"msg\":\"internal\"} | TRANSIENT | 5000",
        "200 | '' | TRANSIENT | BAD_JSON",
        "200 | [] | TRANSIENT | BAD_JSON",
        "200 | null | TRANSIENT | BAD_JSON",
        "200 | \"text\" | TRANSIENT | BAD_JSON",
        "200 | {\"msg\":\"no code\"} | TRANSIENT | BAD_JSON",
        "200 | {\"code\":null} | TRANSIENT | -1",
        "200 | {\"code\":\"4101\",\"msg\":\"as text\"} | BOT | 4101",
        "200 | {\"code\":9223372036854775807} | TRANSIENT | 9223372036854775807"
      })
  void should_tell_whose_fault_it_is_when_there_is_no_answer(
      int status, String body, CozeFault expected, String code) {
    CozeException e = fault(status, body);
    assertThat(e.fault()).isEqualTo(expected);
    assertThat(e.code()).isEqualTo(code);
    assertThat(e).hasMessageContaining("logid 2024LOG");
  }

  @Test
  void should_call_it_cut_off_when_any_part_of_the_end_is_missing() {
    byte[] whole = GOOD.getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < whole.length; length++) {
      CozeException e = fault(200, new ByteArrayInputStream(whole, 0, length));
      assertThat(e.fault()).isEqualTo(CozeFault.TRANSIENT);
      assertThat(e.code()).isEqualTo("BAD_JSON");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void should_never_break_otherwise_when_the_body_is_garbage(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 3_000; i++) {
      byte[] garbage = new byte[random.nextInt(40)];
      random.nextBytes(garbage);
      if (garbage.length > 3 && random.nextBoolean()) {
        garbage[0] = 0;
        garbage[1] = 0;
      }
      assertThat(fault(200, new ByteArrayInputStream(garbage)).code()).isEqualTo("BAD_JSON");
    }
  }

  @Test
  void should_call_it_cut_off_when_there_is_no_body_at_all() {
    assertThat(fault(200, (InputStream) null).code()).isEqualTo("BAD_JSON");
  }

  @ParameterizedTest
  @CsvSource({"7, 7", "0, 0", "-5, 0", "' 12 ', 12", "999999999, 86400"})
  void should_take_the_wait_in_seconds_when_the_reply_asks_for_one(String value, long seconds) {
    assertThat(retryAfter(value)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void should_take_the_wait_until_a_date_when_the_reply_asks_for_one() {
    ZonedDateTime date = ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(10);
    assertThat(retryAfter(DateTimeFormatter.RFC_1123_DATE_TIME.format(date)))
        .isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
  }

  @Test
  void should_not_wait_when_the_date_is_past() {
    assertThat(retryAfter("Wed, 21 Oct 2015 07:28:00 GMT")).isZero();
  }

  @Test
  void should_wait_a_day_at_the_most_when_the_date_is_far_away() {
    assertThat(retryAfter("Fri, 31 Dec 9999 23:59:59 GMT")).isEqualTo(Duration.ofDays(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "1.5", "99999999999999999999", "21 Oct"})
  void should_ask_for_no_wait_when_the_header_is_nonsense(String value) {
    assertThat(retryAfter(value)).isNull();
  }

  @Test
  void should_take_the_wait_of_the_documentation_when_there_is_no_header() {
    assertThat(fault(200, "{\"code\":4020}").retryAfter()).isEqualTo(Duration.ofMinutes(1));
    assertThat(fault(200, "{\"code\":4013}").retryAfter()).isNull();
  }

  @Test
  void should_let_the_header_win_when_code_and_header_ask_for_a_wait() throws Exception {
    Map<String, Object> headers = headers(200);
    headers.put("Retry-After", "5");
    CozeException e =
        catchThrowableOfType(
            CozeException.class, () -> CozeReply.read(stream("{\"code\":4020}"), headers));
    assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void should_show_only_the_beginning_when_an_error_page_is_long() {
    assertThat(fault(502, "x".repeat(100_000)).getMessage()).hasSizeLessThan(300);
  }

  @Test
  void should_leave_it_to_the_caller_when_the_connection_breaks() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("reset");
          }
        };
    assertThat(catchThrowableOfType(IOException.class, () -> CozeReply.read(broken, headers(200))))
        .hasMessage("reset");
  }

  private static Duration retryAfter(String value) {
    Map<String, Object> headers = headers(429);
    headers.put("retry-after", value);
    return catchThrowableOfType(
            CozeException.class, () -> CozeReply.read(stream("<html/>"), headers))
        .retryAfter();
  }

  private static CozeException fault(int status, String body) {
    return fault(status, stream(body));
  }

  private static CozeException fault(int status, InputStream body) {
    return catchThrowableOfType(CozeException.class, () -> CozeReply.read(body, headers(status)));
  }

  static InputStream stream(String body) {
    return new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
  }

  /** As Camel gives them: names in any case. */
  static Map<String, Object> headers(int status) {
    Map<String, Object> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.put("CamelHttpResponseCode", status);
    headers.put("x-tt-logid", "2024LOG");
    return headers;
  }
}
