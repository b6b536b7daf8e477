package io.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.cache.ClickHouseFault.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClickHouseAnswerTest {

  private static final int MOST_BYTES = 10_000;
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final String TWO_ROWS = "{\"a\":1}\n{\"a\":2}\n";
  private static final String TIMEOUT =
      "Code: 159. DB::Exception: Timeout exceeded: elapsed 1.1 seconds, maximum: 1."
          + " (TIMEOUT_EXCEEDED) (version 26.7.2.1 (official build))";

  @Test
  void should_keep_columns_in_order_and_numbers_exact() throws ClickHouseFault {
    List<Map<String, Object>> rows =
        rows(
            "{\"z\":18446744073709551615,\"a\":0.30,\"m\":\"文\\/\",\"n\":null,\"l\":[1,\"x\"]}\n"
                + "{\"z\":1,\"a\":5,\"m\":\"\",\"n\":null,\"l\":[]}\n",
            200);

    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).keySet()).containsExactly("z", "a", "m", "n", "l");
    assertThat(rows.get(0).values())
        .containsExactly(
            new BigInteger("18446744073709551615"),
            new BigDecimal("0.30"),
            "文/",
            null,
            List.of(1, "x"));
    assertThat(rows.get(1)).containsEntry("a", 5);
  }

  @Test
  void should_give_no_rows_when_the_answer_is_empty() throws ClickHouseFault {
    assertThat(rows("", 200)).isEmpty();
    assertThat(ClickHouseAnswer.rows("job", null, Map.of(), MOST_BYTES, LONGEST)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        TWO_ROWS + TIMEOUT + "\n",
        TWO_ROWS + "{\"a\":" + TIMEOUT,
        TWO_ROWS + "__exception__\r\n" + TIMEOUT + "\r\n",
        TWO_ROWS
            + "__exception__\r\nabcdefghijklmnop\r\n"
            + TIMEOUT
            + "\r\n130 abcdefghijklmnop\r\n__exception__\r\n",
        TWO_ROWS + "{\"exception\": \"" + TIMEOUT + "\"}\n",
        TIMEOUT + "\n",
        "Code: 159, e.displayText() = DB::Exception: Timeout exceeded: elapsed 1.1 seconds,"
            + " maximum: 1., e.what() = DB::Exception\n"
      })
  void should_be_a_timeout_when_the_error_comes_after_status_200(String body) {
    ClickHouseFault fault = fault(body, 200);

    assertThat(fault.kind()).isEqualTo(Kind.TIMEOUT);
    assertThat(fault.code()).isEqualTo(159);
    assertThat(fault.name()).isEqualTo("TIMEOUT_EXCEEDED");
    assertThat(fault)
        .hasMessageContaining("refused the query of job with code 159 TIMEOUT_EXCEEDED")
        .hasMessageContaining("maximum: 1.")
        .hasMessageEndingWith("(raise JOB_CH_TIMEOUT_MS, or let the query read less)");
    assertThat(fault.getMessage()).doesNotContain("version", "__exception__", "abcdef", "what()");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":1}\n{\"a\":2", "{\"a\":1}\n{\"a\":\"x", "{\"a\":1}\n{\"a\":2}"})
  void should_be_broken_when_the_answer_ends_within_a_row(String body) {
    ClickHouseFault fault = fault(body, 200);

    assertThat(fault.kind()).isEqualTo(Kind.BROKEN);
    assertThat(fault.name()).isEqualTo("CUT_OFF");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html><body>Welcome</body></html>\n",
        "1\t2\n",
        "[{\"a\":1}]\n",
        "{\"a\":1}{\"a\":2}\n",
        "null\n",
        "{\"a\":1}\n\u0000\u0001\n"
      })
  void should_be_broken_when_the_answer_is_no_rows(String body) {
    ClickHouseFault fault = fault(body, 200);

    assertThat(fault.kind()).isEqualTo(Kind.BROKEN);
    assertThat(fault.name()).isEqualTo("NO_ROWS");
    assertThat(fault).hasMessageContaining("CLICKHOUSE_URL");
  }

  @Test
  void should_be_broken_when_the_summary_counts_more_rows() throws ClickHouseFault {
    Map<String, Object> headers = new HashMap<>();
    headers.put("X-ClickHouse-Summary", "{\"result_rows\":\"3\"}");

    ClickHouseFault fault = fault(TWO_ROWS, headers);
    assertThat(fault.name()).isEqualTo("CUT_OFF");
    assertThat(fault).hasMessageContaining("2 of 3 rows");

    headers.put("X-ClickHouse-Summary", "{\"result_rows\":\"0\"}");
    assertThat(ClickHouseAnswer.rows("job", stream(TWO_ROWS), headers, MOST_BYTES, LONGEST))
        .hasSize(2);
  }

  @Test
  void should_ask_to_mend_the_query_when_it_names_another_format() {
    ClickHouseFault fault = fault("{\n}", Map.of("X-ClickHouse-Format", "JSON"));

    assertThat(fault.kind()).isEqualTo(Kind.SQL);
    assertThat(fault).hasMessageContaining("FORMAT clause");
  }

  @Test
  void should_keep_a_row_when_it_only_looks_like_an_error() throws ClickHouseFault {
    assertThat(rows("{\"exception\":\"none\"}\n{\"x\":\"Code: 60. y\"}\n", 200)).hasSize(2);
  }

  @Test
  void should_refuse_an_answer_that_is_too_long() {
    ClickHouseFault fault = fault("{\"a\":1}\n".repeat(MOST_BYTES / 8 + 1), 200);

    assertThat(fault.kind()).isEqualTo(Kind.SQL);
    assertThat(fault).hasMessageContaining("longer than 10,000 bytes");
  }

  @Test
  void should_give_up_when_the_answer_drips() {
    ClickHouseFault fault =
        catchThrowableOfType(
            ClickHouseFault.class,
            () ->
                ClickHouseAnswer.rows(
                    "job", stream(TWO_ROWS), Map.of(), MOST_BYTES, Duration.ofNanos(-1)));

    assertThat(fault.kind()).isEqualTo(Kind.TIMEOUT);
  }

  @Test
  void should_be_broken_when_the_connection_breaks() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new SocketException("Connection reset");
          }
        };
    ClickHouseFault fault =
        catchThrowableOfType(
            ClickHouseFault.class,
            () ->
                ClickHouseAnswer.rows(
                    "job",
                    new SequenceInputStream(stream(TWO_ROWS), broken),
                    Map.of(),
                    MOST_BYTES,
                    LONGEST));

    assertThat(fault.kind()).isEqualTo(Kind.BROKEN);
    assertThat(fault).hasMessageContaining("Connection reset");
  }

  @Test
  void should_name_the_cure_when_a_table_is_missing() {
    ClickHouseFault fault =
        fault(
            "Code: 60. DB::Exception: Unknown table expression identifier 'post_events' in scope"
                + " SELECT (1). (UNKNOWN_TABLE) (version 26.7.2.1)\n",
            404);

    assertThat(fault.kind()).isEqualTo(Kind.SQL);
    assertThat(fault.code()).isEqualTo(60);
    assertThat(fault)
        .hasMessageContaining("'post_events' in scope SELECT (1). (create it")
        .hasMessageContaining("CLICKHOUSE_DATABASE");
  }

  @Test
  void should_tell_about_the_profile_when_the_user_may_not_send_settings() {
    ClickHouseFault fault =
        fault(
            "Code: 164. DB::Exception: Cannot modify 'max_execution_time' setting in readonly mode."
                + " (READONLY) (version 24.8.1.1 (official build))\n",
            500);

    assertThat(fault.kind()).isEqualTo(Kind.ACCESS);
    assertThat(fault).hasMessageContaining("readonly = 2");
  }

  @Test
  void should_read_an_error_in_json_when_the_status_says_so() {
    ClickHouseFault fault =
        fault(
            "{\"exception\": \"Code: 241. DB::Exception: Memory limit (total) exceeded."
                + " (MEMORY_LIMIT_EXCEEDED) (version 24.8.1.1)\"}",
            500);

    assertThat(fault.kind()).isEqualTo(Kind.OVERLOADED);
    assertThat(fault.name()).isEqualTo("MEMORY_LIMIT_EXCEEDED");
  }

  @Test
  void should_judge_by_the_status_when_a_gateway_answers() {
    Map<Integer, Kind> kinds =
        Map.of(
            401, Kind.ACCESS,
            403, Kind.ACCESS,
            404, Kind.BROKEN,
            408, Kind.TIMEOUT,
            414, Kind.SQL,
            429, Kind.OVERLOADED,
            500, Kind.BROKEN,
            502, Kind.UNREACHABLE,
            503, Kind.OVERLOADED,
            504, Kind.TIMEOUT);

    kinds.forEach(
        (status, kind) -> {
          ClickHouseFault fault = fault("<html>gateway</html>", status);
          assertThat(fault.kind()).as("status " + status).isEqualTo(kind);
          assertThat(fault).hasMessageContaining("HTTP " + status + ": <html>gateway");
        });
  }

  @Test
  void should_name_every_kind_by_its_code() {
    for (int code : List.of(62, 60, 47, 46, 457, 395, 53)) {
      assertThat(ClickHouseCodes.kindOf(code)).as("code " + code).isEqualTo(Kind.SQL);
    }
    for (int code : List.of(192, 193, 194, 516, 497, 81)) {
      assertThat(ClickHouseCodes.kindOf(code)).as("code " + code).isEqualTo(Kind.ACCESS);
    }
    for (int code : List.of(202, 241, 252, 439)) {
      assertThat(ClickHouseCodes.kindOf(code)).as("code " + code).isEqualTo(Kind.OVERLOADED);
    }
    assertThat(Arrays.stream(Kind.values()).filter(Kind::passes))
        .containsExactly(Kind.TIMEOUT, Kind.OVERLOADED, Kind.BROKEN, Kind.UNREACHABLE);
  }

  private static List<Map<String, Object>> rows(String body, int status) throws ClickHouseFault {
    return ClickHouseAnswer.rows(
        "job", stream(body), Map.of("CamelHttpResponseCode", status), MOST_BYTES, LONGEST);
  }

  private static ClickHouseFault fault(String body, int status) {
    return fault(body, Map.of("CamelHttpResponseCode", status));
  }

  private static ClickHouseFault fault(String body, Map<String, Object> headers) {
    return catchThrowableOfType(
        ClickHouseFault.class,
        () -> ClickHouseAnswer.rows("job", stream(body), headers, MOST_BYTES, LONGEST));
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
