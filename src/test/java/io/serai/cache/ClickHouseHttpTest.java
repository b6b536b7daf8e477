package io.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.cache.ClickHouseFault.Kind;
import io.serai.config.Settings;
import io.serai.config.SettingsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClickHouseHttpTest {

  private static final String SQL = "SELECT 1";

  private final ClickHouseHttp http =
      new ClickHouseHttp(settings(Map.of("CLICKHOUSE_DATABASE", "nova")));

  @Test
  void should_send_limits_and_format_as_settings() {
    Map<String, String> sent = sent(new ClickHouseQuery(SQL, Map.of(), 1_001, "my job"));

    assertThat(sent)
        .containsEntry("database", "nova")
        .containsEntry("default_format", "JSONEachRow")
        .containsEntry("wait_end_of_query", "1")
        .containsEntry("max_execution_time", "2")
        .containsEntry("output_format_json_quote_64bit_integers", "0")
        .containsEntry("enable_http_compression", "1")
        .containsEntry("cancel_http_readonly_queries_on_client_close", "1")
        .containsEntry("http_write_exception_in_output_format", "0");
    assertThat(sent.get("query_id")).startsWith("serai-my_job-").hasSize(49);
  }

  @Test
  void should_escape_parameters_once_when_they_are_texts_or_arrays() {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("text", "a\tb\\c\n'+&= 文");
    params.put("number", 7);
    params.put("decimal", new BigDecimal("1E+3"));
    params.put("yes", true);
    params.put("none", null);
    params.put("list", Arrays.asList("it's", "x\\y", 3, null, List.of("n")));

    assertThat(sent(new ClickHouseQuery(SQL, params, 1, "job")))
        .containsEntry("param_text", "a\\tb\\\\c\\n'+&= 文")
        .containsEntry("param_number", "7")
        .containsEntry("param_decimal", "1000")
        .containsEntry("param_yes", "true")
        .containsEntry("param_none", "\\N")
        .containsEntry("param_list", "['it\\'s','x\\\\y',3,NULL,['n']]");
  }

  @Test
  void should_leave_nothing_to_resolve_when_a_value_looks_like_a_placeholder() {
    String query =
        http.queryString(
            new ClickHouseQuery(SQL, Map.of("x", "{{secret}} ${body} RAW(a) *"), 1, "job"));

    assertThat(query).doesNotContain("{", "}", "$", "(", "*", " ", "+");
  }

  @Test
  void should_refuse_a_parameter_when_its_name_or_type_cannot_be() {
    assertThatThrownBy(() -> http.queryString(new ClickHouseQuery(SQL, Map.of("a&b", 1), 1, "j")))
        .hasMessageContaining("parameter 'a&b' of j");
    assertThatThrownBy(
            () -> http.queryString(new ClickHouseQuery(SQL, Map.of("d", Path.of("x")), 1, "j")))
        .hasMessageContaining("parameter 'd' of j");
    assertThatThrownBy(() -> new ClickHouseQuery(" ", Map.of(), 1, "j"))
        .hasMessageContaining("query of j is empty");
    assertThatThrownBy(() -> new ClickHouseQuery(SQL, Map.of(), 0, "j"))
        .hasMessageContaining("at least 1 ms");
  }

  @Test
  void should_go_without_the_setting_when_the_server_does_not_know_it() {
    ClickHouseQuery query = new ClickHouseQuery(SQL, Map.of(), 1, "job");
    String refusal =
        "Code: 115. DB::Exception: Unknown setting http_write_exception_in_output_format."
            + " (UNKNOWN_SETTING)";

    ClickHouseFault fault =
        catchThrowableOfType(
            ClickHouseFault.class,
            () ->
                http.rows(
                    query,
                    new ByteArrayInputStream(refusal.getBytes(StandardCharsets.UTF_8)),
                    Map.of("CamelHttpResponseCode", 404)));

    assertThat(fault.kind().passes()).isTrue();
    assertThat(sent(query)).doesNotContainKey("http_write_exception_in_output_format");
  }

  @Test
  void should_take_the_login_from_the_address_when_none_is_set() {
    ClickHouseSettings settings =
        settings(Map.of("CLICKHOUSE_URL", "https://me:p%40+%3A:x@ch.example:8443/proxy"));

    assertThat(settings)
        .isEqualTo(
            new ClickHouseSettings(
                "https://ch.example:8443/proxy",
                "me",
                "p@+::x",
                "default",
                Duration.ofSeconds(30)));
    assertThat(settings.requestTimeoutMs()).isEqualTo(35_000);
    assertThat(settings.toString()).doesNotContain("p@");
  }

  @Test
  void should_prefer_the_settings_of_the_login() {
    Map<String, String> environment =
        Map.of(
            "CLICKHOUSE_URL", "http://me:wrong@127.0.0.1:8123",
            "CLICKHOUSE_USER", "you",
            "CLICKHOUSE_PASSWORD", "right");

    ClickHouseSettings settings = settings(environment);

    assertThat(settings.url()).isEqualTo("http://127.0.0.1:8123");
    assertThat(settings.user()).isEqualTo("you");
    assertThat(settings.password()).isEqualTo("right");
    assertThat(settings(Map.of()).user()).isEqualTo("default");
  }

  @Test
  void should_refuse_an_address_when_it_has_parameters() {
    assertThatThrownBy(() -> settings(Map.of("CLICKHOUSE_URL", "http://u:secret@h/?database=x")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("CLICKHOUSE_DATABASE")
        .hasMessageNotContaining("secret");
  }

  @Test
  void should_tell_what_a_broken_connection_means() {
    Map<Exception, Kind> kinds =
        Map.of(
            new ConnectException("Connection refused"), Kind.UNREACHABLE,
            new UnknownHostException("nowhere"), Kind.UNREACHABLE,
            new SocketTimeoutException("Read timed out"), Kind.TIMEOUT,
            new SocketException("Connection reset"), Kind.BROKEN,
            new IllegalStateException("bug"), Kind.BROKEN);

    kinds.forEach(
        (thrown, kind) -> {
          ClickHouseFault fault = ClickHouseFailures.of(new RuntimeException("wrapped", thrown));
          assertThat(fault.kind()).as(thrown.toString()).isEqualTo(kind);
        });
    ClickHouseFault own = new ClickHouseFault(Kind.SQL, 62, "SYNTAX_ERROR", "own");
    assertThat(ClickHouseFailures.of(new IOException(own))).isSameAs(own);
  }

  private Map<String, String> sent(ClickHouseQuery query) {
    Map<String, String> sent = new LinkedHashMap<>();
    for (String pair : http.queryString(query).split("&")) {
      String[] parts = pair.split("=", 2);
      sent.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return sent;
  }

  private static ClickHouseSettings settings(Map<String, String> environment) {
    return ClickHouseSettings.of(
        Settings.load(environment, Path.of("no-such-file.properties"), Map.of()));
  }
}
