package io.serai.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  private final Map<String, String> environment = new HashMap<>();
  private final Map<Setting, String> flags = new HashMap<>();
  private Path file;

  @BeforeEach
  void name(@TempDir Path folder) {
    file = folder.resolve("application.properties");
  }

  @Test
  void should_have_the_defaults_of_the_guide_when_nothing_is_set() {
    Settings settings = load();
    assertThat(settings.number(Setting.ENRICH_MAX_WORKERS)).isEqualTo(4);
    assertThat(settings.number(Setting.ENRICH_BATCH_SIZE)).isEqualTo(20);
    assertThat(settings.number(Setting.ENRICH_MAX_RETRIES)).isEqualTo(3);
    assertThat(settings.number(Setting.ENRICH_REQUEST_TIMEOUT)).isEqualTo(30);
    assertThat(settings.text(Setting.ENRICH_TRAIN_TYPE)).isEqualTo("3");
    assertThat(settings.text(Setting.ENRICH_TABLE_NAME)).isEqualTo("zhilian_job");
    assertThat(settings.flag(Setting.ENRICH_REUSE_ANSWERS)).isFalse();
    assertThat(settings.decimal(Setting.ALERT_FAILURE_RATE)).isEqualTo(0.1);
    assertThat(settings.optional(Setting.DB_HOST)).isEmpty();
    assertThat(settings.origin(Setting.ENRICH_MAX_WORKERS)).isEqualTo("default");
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void should_take_every_default_when_it_is_set_again(Setting setting) {
    flags.put(setting, setting.defaultValue());
    assertThat(load().text(setting)).isEqualTo(setting.defaultValue());
    assertThat(setting.property()).matches("[a-z]+\\.[a-z0-9-]+");
    assertThat(setting.description()).isNotBlank();
  }

  @Test
  void should_let_the_later_win_when_environment_file_and_flag_differ() throws IOException {
    environment.put("ENRICH_MAX_WORKERS", "5");
    assertValue("5", "environment");
    write("enrich.max-workers = 6");
    assertValue("6", file.toString());
    flags.put(Setting.ENRICH_MAX_WORKERS, "7");
    assertValue("7", "command line");
  }

  private void assertValue(String value, String origin) {
    assertThat(load().text(Setting.ENRICH_MAX_WORKERS)).isEqualTo(value);
    assertThat(load().origin(Setting.ENRICH_MAX_WORKERS)).isEqualTo(origin);
  }

  @Test
  void should_pass_over_blanks_when_the_environment_has_them() {
    environment.put("ENRICH_MAX_WORKERS", "  ");
    environment.put("ENRICH_BATCH_SIZE", " 30 ");
    assertThat(load().number(Setting.ENRICH_MAX_WORKERS)).isEqualTo(4);
    assertThat(load().number(Setting.ENRICH_BATCH_SIZE)).isEqualTo(30);
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void should_let_a_blank_variable_win_only_where_the_description_gives_it_a_meaning(
      Setting setting) {
    environment.put(setting.name(), " ");

    boolean meant = setting.description().contains("empty:") && !setting.defaultValue().isEmpty();

    assertThat(load().text(setting)).isEqualTo(meant ? "" : setting.defaultValue());
    assertThat(load().isDefault(setting)).isEqualTo(!meant);
    assertThat(meant).isEqualTo(setting == Setting.SERAI_LOG_DIR);
  }

  @Test
  void should_report_all_faults_together_when_there_are_many() throws IOException {
    environment.put("ENRICH_MAX_WORKERS", "0");
    environment.put("COZE_API_URL", "ftp://x");
    environment.put("DB_HOST", "db");
    write("enrich.batch-size = many\nenrich.max_retries = 1\nserai.retry-delay = abc");
    flags.put(Setting.ENRICH_SCHEDULE, "now and then");
    assertThat(faults())
        .contains("ENRICH_MAX_WORKERS=0 must be between 1 and 4096")
        .contains("COZE_API_URL=ftp://x must be an address")
        .contains("DB_NAME is missing")
        .contains("DB_USER is missing")
        .contains("ENRICH_BATCH_SIZE=many must be a whole number")
        .contains("enrich.max_retries is not a setting")
        .contains("SERAI_RETRY_DELAY=abc must be a whole number")
        .contains("ENRICH_SCHEDULE=now and then is not a cron schedule")
        .hasLineCount(9);
  }

  @ParameterizedTest
  @CsvSource({
    "ENRICH_MAX_WORKERS, -1",
    "ENRICH_MAX_WORKERS, 4097",
    "ENRICH_MAX_WORKERS, 4.5",
    "ENRICH_MAX_WORKERS, 99999999999999999999",
    "ENRICH_BATCH_SIZE, ''",
    "ENRICH_BATCH_SIZE, 1001",
    "ENRICH_MAX_RETRIES, -1",
    "ENRICH_REQUEST_TIMEOUT, 0",
    "DB_PORT, 65536",
    "DB_POOL_SIZE, 1",
    "SERAI_RETRY_DELAY, x",
    "SERAI_RETRY_DELAY_MAX, x",
    "COZE_API_VERSION, v4",
    "COZE_API_URL, api.coze.cn",
    "COZE_API_URL, 'http://'",
    "COZE_API_URL, 'http://a b'",
    "ENRICH_REUSE_ANSWERS, yes",
    "ENRICH_TABLE_NAME, ''",
    "ALERT_FAILURE_RATE, 0",
    "ALERT_FAILURE_RATE, 1.1",
    "ALERT_FAILURE_RATE, NaN",
    "OBS_SOURCE_BUCKET, My_Bucket",
    "OBS_DEST_BUCKET, ''",
    "SOURCE_BUCKET, x",
    "DEST_BUCKET, a/b",
    "MAIL_FROM, ops",
    "MAIL_TO, 'a@example.com; b@example.com'",
    "SERAI_ENV, staging",
    "SERAI_LOG_FORMAT, xml"
  })
  void should_refuse_the_value_when_it_cannot_be(Setting setting, String value) {
    flags.put(setting, value);
    assertThat(faults()).contains(setting + "=" + value).contains(setting.description());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zhilian_job; DROP TABLE x",
        "x--",
        "x/*",
        "\"x\"",
        "x\" OR \"1\"=\"1",
        "x'",
        "a.b.c",
        "a.",
        ".b",
        ".",
        "1job",
        "job name",
        "job\n",
        "job\0",
        "岗位",
        "jоb",
        "x)",
        "${table}",
        "pg_sleep(9)"
      })
  void should_refuse_a_table_name_when_it_is_more_than_a_name(String name) {
    flags.put(Setting.ENRICH_TABLE_NAME, name);
    assertThat(faults()).contains("ENRICH_TABLE_NAME=" + name + " is not a plain SQL name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"job", "Job", "_j", "j$1", "hr.job", "HR.\u004aob"})
  void should_take_a_table_name_when_it_is_plain(String name) {
    flags.put(Setting.ENRICH_TABLE_NAME, name);
    assertThat(load().text(Setting.ENRICH_TABLE_NAME)).isEqualTo(name);
  }

  @ParameterizedTest
  @EnumSource(
      value = Setting.class,
      names = {
        "ENRICH_ID_COLUMN",
        "ENRICH_FILTER_COLUMN",
        "ENRICH_INPUT_COLUMN",
        "ENRICH_OUTPUT_COLUMN",
        "ENRICH_TIME_COLUMN",
        "ENRICH_BOT_COLUMN"
      })
  void should_refuse_a_column_name_when_it_is_more_than_a_name(Setting column) {
    for (String name : new String[] {"id = 1 OR id", "a.b", "a\"b", "x".repeat(64)}) {
      flags.put(column, name);
      assertThat(faults()).contains(column + "=" + name + " is not a plain SQL name");
    }
    flags.put(column, "x".repeat(63));
    assertThat(load().text(column)).hasSize(63);
  }

  @Test
  void should_refuse_contradictions_when_each_value_alone_is_good() {
    flags.put(Setting.DB_NAME, "jobs");
    flags.put(Setting.SERAI_RETRY_DELAY, "60");
    flags.put(Setting.SERAI_RETRY_DELAY_MAX, "30");
    flags.put(Setting.MAIL_TO, "a@example.com, b@example.com");
    flags.put(Setting.SMTP_USERNAME, "serai");
    assertThat(faults())
        .contains("DB_NAME is set but DB_HOST is not")
        .contains("MAIL_TO is set but SMTP_HOST is not")
        .contains("SMTP_PASSWORD is missing: SMTP_USERNAME is set")
        .contains("SERAI_RETRY_DELAY is above SERAI_RETRY_DELAY_MAX");
  }

  @Test
  void should_name_all_that_is_missing_when_a_server_is_set_alone() {
    flags.put(Setting.DB_HOST, "db");
    flags.put(Setting.SMTP_HOST, "mail");
    assertThat(faults())
        .contains("DB_NAME is missing: DB_HOST is set", "DB_USER is missing: DB_HOST is set")
        .contains("MAIL_FROM is missing: SMTP_HOST is set")
        .contains("MAIL_TO is missing: SMTP_HOST is set");
  }

  @Test
  void should_name_file_and_property_when_a_property_is_unknown() throws IOException {
    write("enrich.max-worker = 4\nother.thing = 1\ncamel.main.name = x");
    assertThat(faults())
        .contains(file + ": enrich.max-worker is not a setting")
        .contains("serai config")
        .doesNotContain("other.thing", "camel");
  }

  @Test
  void should_say_so_when_the_file_cannot_be_read() throws IOException {
    Files.write(file, new byte[] {(byte) 0xC3, (byte) 0x28});
    assertThat(faults()).contains(file + " cannot be read");
    write("enrich.max-workers = \\u00zz");
    assertThat(faults()).contains(file + " cannot be read");
    Files.delete(file);
    Files.createDirectory(file);
    assertThat(faults()).contains(file + " cannot be read");
  }

  @Test
  void should_never_show_a_secret_when_faults_are_reported_or_settings_printed() {
    Arrays.stream(Setting.values())
        .filter(Setting::secret)
        .forEach(setting -> flags.put(setting, "https://hush hush-" + setting));
    flags.put(Setting.ENRICH_MAX_WORKERS, "0");
    assertThat(faults()).contains("ALERT_WEBHOOK_URL is not an address").doesNotContain("hush");
    flags.put(Setting.ALERT_WEBHOOK_URL, "https://host/hush");
    flags.put(Setting.REDIS_URL, "redis://:hush@host");
    flags.put(Setting.CLICKHOUSE_URL, "https://user:hush@host");
    flags.put(Setting.ENRICH_MAX_WORKERS, "1");
    Settings settings = load();
    for (Setting setting : Setting.values()) {
      assertThat(settings.printable(setting)).doesNotContain("hush");
    }
    assertThat(settings.printable(Setting.COZE_AUTHORIZATION)).isEqualTo("(set, not shown)");
  }

  @Test
  void should_show_a_default_when_an_address_may_hold_a_password() {
    assertThat(load().printable(Setting.REDIS_URL)).isEqualTo("redis://127.0.0.1:6379");
  }

  @Test
  void should_treat_passwords_and_tokens_as_secret_when_asked() {
    assertThat(Arrays.stream(Setting.values()).filter(Setting::secret))
        .contains(Setting.DB_PASSWORD, Setting.COZE_AUTHORIZATION);
  }

  @Test
  void should_name_all_that_is_missing_when_a_line_needs_it() {
    SettingsException e =
        catchThrowableOfType(
            SettingsException.class,
            () -> load().require("the line", Setting.COZE_AUTHORIZATION, Setting.COZE_BOT_IDS));
    assertThat(e)
        .hasMessageContainingAll(
            "COZE_AUTHORIZATION is missing, the line needs it", "coze.authorization",
            "COZE_BOT_IDS is missing", "coze.bot-ids");
  }

  @Test
  void should_split_trim_and_deduplicate_when_a_value_is_a_list() {
    flags.put(Setting.COZE_BOT_IDS, " 1, 2 ,,1,3 , ");
    assertThat(load().list(Setting.COZE_BOT_IDS)).containsExactly("1", "2", "3");
    flags.put(Setting.COZE_BOT_IDS, "");
    assertThat(load().list(Setting.COZE_BOT_IDS)).isEmpty();
  }

  @Test
  void should_take_the_largest_int_when_a_number_is_larger() {
    flags.put(Setting.ALERT_BACKLOG, "9000000000");
    assertThat(load().number(Setting.ALERT_BACKLOG)).isEqualTo(Integer.MAX_VALUE);
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
  }

  private Settings load() {
    return Settings.load(environment, file, flags);
  }

  private String faults() {
    return catchThrowableOfType(SettingsException.class, this::load).getMessage();
  }
}
