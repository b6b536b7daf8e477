package io.serai.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A data source whose server can be away, or whose network can lose an answer. Thread-safe. */
public final class FaultyDataSource extends DelegatingDataSource {

  private final AtomicReference<String> lost = new AtomicReference<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile CountDownLatch silence = new CountDownLatch(0);
  private volatile boolean away;

  /** Works like the other one until told otherwise. */
  public FaultyDataSource(DataSource target) {
    super(target);
  }

  /** Whether connections are refused. */
  public void setAway(boolean away) {
    this.away = away;
  }

  /** From now on nothing answers, as behind a firewall that drops packets. */
  public void hold() {
    silence = new CountDownLatch(1);
  }

  /** Answers again, those who wait as well. */
  public void letGo() {
    silence.countDown();
  }

  /** How many wait for an answer. */
  public int waiting() {
    return waiting.get();
  }

  /** Once: a query with this text is carried out, but its result does not come back. */
  public void loseResultOf(String text) {
    lost.set(text);
  }

  /** Whether that has happened. */
  public boolean hasLostResult() {
    return lost.get() == null;
  }

  @Override
  public Connection getConnection() throws SQLException {
    awaitAnswer();
    if (away) {
      throw new SQLException("connection refused", "08001");
    }
    Connection real = super.getConnection();
    return proxy(
        Connection.class,
        method -> method.equals("prepareStatement"),
        real,
        (arguments, result) ->
            loses((String) arguments[0]) ? losing((PreparedStatement) result) : result);
  }

  private void awaitAnswer() throws SQLException {
    waiting.incrementAndGet();
    try {
      silence.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted", "08006", e);
    } finally {
      waiting.decrementAndGet();
    }
  }

  private boolean loses(String sql) {
    String text = lost.get();
    return text != null && sql.contains(text) && lost.compareAndSet(text, null);
  }

  private static PreparedStatement losing(PreparedStatement real) {
    return proxy(
        PreparedStatement.class,
        method -> method.startsWith("execute"),
        real,
        (arguments, result) -> {
          throw new SQLException("the connection broke", "08006");
        });
  }

  private interface Choice {
    boolean concerns(String method);
  }

  private interface Change {
    Object of(Object[] arguments, Object result) throws SQLException;
  }

  private static <T> T proxy(Class<T> type, Choice choice, T real, Change change) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              try {
                Object result = method.invoke(real, arguments);
                return choice.concerns(method.getName()) ? change.of(arguments, result) : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
