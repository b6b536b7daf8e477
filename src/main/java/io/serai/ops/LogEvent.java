package io.serai.ops;

import java.util.regex.Pattern;
import org.apache.logging.log4j.message.MapMessage;

/**
 * A sentence for people that has its facts as fields, too, which JSON logs show. One thread at a
 * time.
 */
public final class LogEvent extends MapMessage<LogEvent, Object> {

  private static final long serialVersionUID = 1L;

  /** Names come from outside: one with a line break must not look like another line of the log. */
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

  private final String sentence;

  /** An event without fields yet. */
  public LogEvent(String sentence) {
    this.sentence = CONTROL.matcher(sentence).replaceAll("\uFFFD");
  }

  @Override
  public String getFormattedMessage() {
    return sentence;
  }

  @Override
  public String asString() {
    return sentence;
  }

  @Override
  public void formatTo(StringBuilder buffer) {
    buffer.append(sentence);
  }

  @Override
  public void formatTo(String[] formats, StringBuilder buffer) {
    buffer.append(sentence);
  }
}
