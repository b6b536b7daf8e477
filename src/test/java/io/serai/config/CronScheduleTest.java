package io.serai.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Date;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.CronExpression;

class CronScheduleTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 */2 * * * | 0 0 */2 * * ?",
        "*/15 9-17 * * * | 0 */15 9-17 * * ?",
        "5,35 * 1,15 * * | 0 5,35 * 1,15 * ?",
        "0 0 1 JAN,JUL * | 0 0 0 1 JAN,JUL ?",
        "' 30  6 * * * ' | 0 30 6 * * ?",
        "0 0 12 * * ? | 0 0 12 * * ?",
        "0 0 12 ? * MON-FRI | 0 0 12 ? * MON-FRI",
        "0 0 12 1 1 ? 2099 | 0 0 12 1 1 ? 2099"
      })
  void should_become_quartz_when_it_is_crontab_or_quartz(String text, String quartz) {
    assertThat(CronSchedule.parse(text).quartz()).isEqualTo(quartz);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | SUNDAY",
        "7 | SUNDAY",
        "1 | MONDAY",
        "6 | SATURDAY",
        "1-5 | MONDAY,TUESDAY,WEDNESDAY,THURSDAY,FRIDAY",
        "0,6 | SATURDAY,SUNDAY",
        "6-7 | SATURDAY,SUNDAY",
        "5-7 | FRIDAY,SATURDAY,SUNDAY",
        "0-2 | SUNDAY,MONDAY,TUESDAY",
        "0-6 | MONDAY,TUESDAY,WEDNESDAY,THURSDAY,FRIDAY,SATURDAY,SUNDAY",
        "0-7 | MONDAY,TUESDAY,WEDNESDAY,THURSDAY,FRIDAY,SATURDAY,SUNDAY",
        "1-7 | MONDAY,TUESDAY,WEDNESDAY,THURSDAY,FRIDAY,SATURDAY,SUNDAY",
        "1-5/2 | MONDAY,WEDNESDAY,FRIDAY",
        "1-7/3 | MONDAY,THURSDAY,SUNDAY",
        "*/2 | SUNDAY,TUESDAY,THURSDAY,SATURDAY",
        "MON-FRI | MONDAY,TUESDAY,WEDNESDAY,THURSDAY,FRIDAY",
        "sun | SUNDAY",
        "MON,3,5-6 | MONDAY,WEDNESDAY,FRIDAY,SATURDAY"
      })
  void should_fire_on_crontabs_days_when_days_of_the_week_are_given(String field, String days)
      throws Exception {
    Set<DayOfWeek> expected =
        Arrays.stream(days.split(",")).map(DayOfWeek::valueOf).collect(Collectors.toSet());
    assertThat(daysOf("30 4 * * " + field)).isEqualTo(expected);
  }

  private static Set<DayOfWeek> daysOf(String crontab) throws Exception {
    CronExpression expression = new CronExpression(CronSchedule.parse(crontab).quartz());
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    Date time = date(LocalDateTime.of(2026, 3, 1, 0, 0));
    for (int i = 0; i < 8; i++) {
      time = expression.getNextValidTimeAfter(time);
      LocalDateTime fired = LocalDateTime.ofInstant(time.toInstant(), ZoneId.systemDefault());
      assertThat(fired.getHour()).isEqualTo(4);
      assertThat(fired.getMinute()).isEqualTo(30);
      days.add(fired.getDayOfWeek());
    }
    return days;
  }

  private static Date date(LocalDateTime time) {
    return Date.from(time.atZone(ZoneId.systemDefault()).toInstant());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "every hour",
        "* * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 32 * *",
        "* * 0 * *",
        "* * * 13 *",
        "* * * * 8",
        "* * * * 5-9",
        "* * * * x",
        "* * * * 1-",
        "a b c d e",
        "0 0 * * * *",
        "0 0 12 1 1 ? 2099 9",
        "@hourly",
        "0 0 1 * 1",
        "*/0 * * * *"
      })
  void should_refuse_it_when_it_is_nonsense(String text) {
    assertThatThrownBy(() -> CronSchedule.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("is not a cron schedule such as 0 */2 * * *");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 0 30 2 *", "0 0 12 1 1 ? 2020"})
  void should_refuse_it_when_it_would_never_fire(String text) {
    assertThatThrownBy(() -> CronSchedule.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("never");
  }

  @Test
  void should_name_the_two_fields_when_both_kinds_of_day_are_set() {
    assertThatThrownBy(() -> CronSchedule.parse("0 0 1 * 1"))
        .hasMessageContaining("day of month and day of week");
  }
}
