package io.serai.config;

import java.text.ParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quartz.CronExpression;

/**
 * A cron schedule in the form that Quartz reads.
 *
 * <p>Accepts crontab's five fields ({@code 0 &#42;/2 * * *}: minute, hour, day of month, month, day
 * of week with 0 or 7 for Sunday) and Quartz's own six or seven (seconds first). Times are in the
 * time zone of the JVM. Immutable.
 */
public record CronSchedule(String quartz) {

  private static final Pattern NUMBER = Pattern.compile("(?<![#/A-Za-z0-9])\\d+");

  /**
   * @throws IllegalArgumentException when {@code text} is neither form; the message says why
   */
  public static CronSchedule parse(String text) {
    String[] fields = text.trim().split("\\s+");
    String quartz = fields.length == 5 ? fromCrontab(text, fields) : text.trim();
    try {
      new CronExpression(quartz);
    } catch (ParseException e) {
      throw refusal(e.getMessage());
    }
    return new CronSchedule(quartz);
  }

  private static String fromCrontab(String text, String[] fields) {
    String dayOfMonth = fields[2];
    String dayOfWeek = fields[4];
    if (!"*".equals(dayOfMonth) && !"*".equals(dayOfWeek)) {
      throw refusal("day of month and day of week cannot both be set in " + text);
    }
    if ("*".equals(dayOfWeek)) {
      dayOfWeek = "?";
    } else {
      dayOfMonth = "?";
      dayOfWeek = sundayIsOne(dayOfWeek);
    }
    return String.join(" ", "0", fields[0], fields[1], dayOfMonth, fields[3], dayOfWeek);
  }

  private static String sundayIsOne(String dayOfWeek) {
    Matcher matcher = NUMBER.matcher(dayOfWeek);
    return matcher.replaceAll(number -> String.valueOf(Integer.parseInt(number.group()) % 7 + 1));
  }

  private static IllegalArgumentException refusal(String reason) {
    return new IllegalArgumentException(
        "is not a cron schedule such as 0 */2 * * * (every two hours): " + reason);
  }
}
