package io.serai.config;

import java.text.ParseException;
import java.util.Date;
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

  private static final Pattern NO_STEP = Pattern.compile("/0+(?!\\d)");
  private static final Pattern WHOLE_WEEK = Pattern.compile("(?<!\\w)0-7(?!\\w)");
  private static final Pattern NUMBER = Pattern.compile("(?<![#/A-Za-z0-9])\\d+");

  /**
   * @throws IllegalArgumentException when {@code text} is neither form, or would never fire; the
   *     message says why
   */
  public static CronSchedule parse(String text) {
    String[] fields = text.trim().split("\\s+");
    String quartz = fields.length == 5 ? fromCrontab(text, fields) : text.trim();
    try {
      if (new CronExpression(quartz).getNextValidTimeAfter(new Date()) == null) {
        throw refusal("it would never fire");
      }
    } catch (ParseException e) {
      throw refusal(e.getMessage());
    }
    return new CronSchedule(quartz);
  }

  private static String fromCrontab(String text, String[] fields) {
    if (NO_STEP.matcher(text).find()) {
      throw refusal("a step of 0 in " + text);
    }
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
    Matcher matcher = NUMBER.matcher(WHOLE_WEEK.matcher(dayOfWeek).replaceAll("0-6"));
    return matcher.replaceAll(number -> String.valueOf(day(number.group()) % 7 + 1));
  }

  private static int day(String number) {
    if (number.length() > 1 || number.charAt(0) > '7') {
      throw refusal("day of week " + number + " is not between 0 and 7");
    }
    return number.charAt(0) - '0';
  }

  private static IllegalArgumentException refusal(String reason) {
    return new IllegalArgumentException(
        "is not a cron schedule such as 0 */2 * * * (every two hours): " + reason);
  }
}
