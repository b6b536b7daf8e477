package io.serai.dev;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs statements on DuckDB and ends those that take too long. Thread-safe. */
final class DuckQueries implements AutoCloseable {

  private static final String DEFAULT_FORMAT = "TabSeparated";
  private static final double NANOS = 1e9;

  private final DuckDatabase database;
  private final Set<PreparedStatement> running = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "clickhouse-clock");
            thread.setDaemon(true);
            return thread;
          });

  DuckQueries(DuckDatabase database) {
    this.database = database;
  }

  /** Answers a request, its headers included. */
  void run(DuckRequest request, DuckReply reply) throws DuckFault, IOException {
    DuckStatement statement = DuckStatement.of(request.text(), request.parameters());
    if (request.get() && !statement.readsOnly()) {
      throw new DuckFault(
          "READONLY",
          "Cannot execute query in readonly mode. For queries over HTTP, method GET implies"
              + " readonly. You should use method POST for modifying queries");
    }
    long started = System.nanoTime();
    try (Connection session = database.session(request.setting(statement, "database", "default"))) {
      switch (statement.kind()) {
        case QUERY -> query(session, request, statement, reply, started);
        case COMMAND -> command(session, request, statement, reply, started);
        case INSERT_DATA -> {
          boolean skips = request.isOn(statement, "input_format_skip_unknown_fields");
          summary(reply, 0, DuckInsert.run(session, statement, skips), started);
        }
        default -> summary(reply, 0, 0, started);
      }
    } catch (SQLException e) {
      throw DuckFault.of(e);
    }
  }

  private void query(
      Connection session,
      DuckRequest request,
      DuckStatement statement,
      DuckReply reply,
      long started)
      throws SQLException, DuckFault, IOException {
    String wanted =
        statement.format() == null
            ? request.setting(statement, "default_format", DEFAULT_FORMAT)
            : statement.format();
    String format = DuckRows.formatOf(wanted);
    boolean quotes = request.isOn(statement, "output_format_json_quote_64bit_integers");
    reply.header("X-ClickHouse-Format", format);
    reply.header("Content-Type", DuckRows.contentType(format));
    limited(
        session,
        request,
        statement,
        prepared -> {
          try (ResultSet rows = prepared.executeQuery()) {
            long count = new DuckRows(format, quotes, reply.body()).write(rows);
            summary(reply, count, 0, started);
          }
        });
  }

  private void command(
      Connection session,
      DuckRequest request,
      DuckStatement statement,
      DuckReply reply,
      long started)
      throws SQLException, DuckFault, IOException {
    limited(
        session,
        request,
        statement,
        prepared -> {
          boolean rows = prepared.execute();
          summary(reply, 0, rows ? 0 : Math.max(0, prepared.getUpdateCount()), started);
        });
  }

  /** What is done with a prepared statement. */
  @FunctionalInterface
  private interface Work {
    void on(PreparedStatement prepared) throws SQLException, IOException;
  }

  private void limited(Connection session, DuckRequest request, DuckStatement statement, Work work)
      throws SQLException, DuckFault, IOException {
    double seconds = seconds(request.setting(statement, "max_execution_time", "0"));
    AtomicBoolean late = new AtomicBoolean();
    long started = System.nanoTime();
    try (PreparedStatement prepared = session.prepareStatement(statement.sql())) {
      running.add(prepared);
      ScheduledFuture<?> end = seconds > 0 ? schedule(prepared, seconds, late) : null;
      try {
        bind(session, prepared, statement.binds());
        work.on(prepared);
      } catch (SQLException e) {
        throw late.get() ? timeout(started, seconds, e) : DuckFault.of(e);
      } finally {
        if (end != null) {
          end.cancel(false);
        }
        running.remove(prepared);
      }
    }
  }

  private static double seconds(String text) throws DuckFault {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new DuckFault("CANNOT_PARSE_INPUT", "Cannot parse max_execution_time " + text, e);
    }
  }

  private ScheduledFuture<?> schedule(
      PreparedStatement prepared, double seconds, AtomicBoolean late) {
    return clock.schedule(
        () -> {
          late.set(true);
          cancel(prepared);
        },
        (long) (seconds * NANOS),
        TimeUnit.NANOSECONDS);
  }

  private static void cancel(PreparedStatement prepared) {
    try {
      prepared.cancel();
    } catch (SQLException e) {
      // it has just ended by itself
    }
  }

  private static DuckFault timeout(long started, double seconds, SQLException cause) {
    return new DuckFault(
        "TIMEOUT_EXCEEDED",
        "Timeout exceeded: elapsed %.1f seconds, maximum: %s"
            .formatted((System.nanoTime() - started) / NANOS, seconds),
        cause);
  }

  private static void bind(Connection session, PreparedStatement prepared, List<Object> values)
      throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) instanceof List<?> list) {
        prepared.setArray(i + 1, session.createArrayOf("VARCHAR", list.toArray()));
      } else {
        prepared.setString(i + 1, (String) values.get(i));
      }
    }
  }

  private static void summary(DuckReply reply, long read, long written, long started) {
    reply.header(
        "X-ClickHouse-Summary",
        ("{\"read_rows\":\"%d\",\"read_bytes\":\"0\",\"written_rows\":\"%d\","
                + "\"written_bytes\":\"0\",\"total_rows_to_read\":\"0\","
                + "\"result_rows\":\"%d\",\"result_bytes\":\"0\","
                + "\"elapsed_ns\":\"%d\"}")
            .formatted(read, written, read + written, System.nanoTime() - started));
  }

  /** Ends what runs. */
  @Override
  public void close() throws IOException {
    clock.shutdownNow();
    running.forEach(DuckQueries::cancel);
    database.close();
  }
}
