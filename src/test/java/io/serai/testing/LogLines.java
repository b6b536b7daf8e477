package io.serai.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** What a class logs in this process, from now on. */
public final class LogLines implements AutoCloseable {

  private final Logger logger;
  private final Lines lines = new Lines();

  private static final class Lines extends AbstractAppender {

    private final List<String> all = new CopyOnWriteArrayList<>();

    Lines() {
      super("lines", null, null, false, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      all.add(event.getMessage().getFormattedMessage());
    }
  }

  private LogLines(Logger logger) {
    this.logger = logger;
    lines.start();
    logger.addAppender(lines);
  }

  /** Listens until it is closed. */
  public static LogLines of(Class<?> type) {
    return new LogLines((Logger) LogManager.getLogger(type));
  }

  /**
   * As {@link #of(Class)}, of all loggers whose names begin so and that have no level of their own.
   */
  public static LogLines of(String name) {
    return new LogLines((Logger) LogManager.getLogger(name));
  }

  /** The messages, in their order. */
  public List<String> all() {
    return lines.all;
  }

  @Override
  public void close() {
    logger.removeAppender(lines);
  }
}
