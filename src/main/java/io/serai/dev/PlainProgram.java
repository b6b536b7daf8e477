package io.serai.dev;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * The baseline of the benchmark: the enrichment as one would write it by hand with the JDK alone.
 * An HTTP client, a bounded pool, one batched UPDATE; no Camel, no ledger, no retries, one process.
 */
public final class PlainProgram {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final DataSource dataSource;
  private final String table;
  private final URI url;
  private final int workers;
  private final int batchSize;
  private final AtomicInteger written = new AtomicInteger();

  /** Everything it needs to know. */
  public PlainProgram(DataSource dataSource, String table, String url, int workers, int batchSize) {
    this.dataSource = dataSource;
    this.table = table;
    this.url = URI.create(url);
    this.workers = workers;
    this.batchSize = batchSize;
  }

  private record Row(long id, String text) {}

  /** Rows written so far. */
  public int written() {
    return written.get();
  }

  /** Answers every pending row and returns when the last one is written. */
  public void run() throws SQLException, InterruptedException {
    BlockingQueue<Row> rows = new ArrayBlockingQueue<>(2 * workers);
    BlockingQueue<String[]> answers = new ArrayBlockingQueue<>(2 * workers + batchSize);
    ExecutorService pool = Executors.newFixedThreadPool(workers + 1);
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    pool.execute(() -> write(answers));
    for (int i = 0; i < workers; i++) {
      pool.execute(() -> work(client, rows, answers));
    }
    read(rows);
    for (int i = 0; i < workers; i++) {
      rows.put(new Row(-1, ""));
    }
    pool.shutdown();
    pool.awaitTermination(1, TimeUnit.HOURS);
  }

  private void read(BlockingQueue<Row> rows) throws SQLException, InterruptedException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.setFetchSize(1_000);
      try (ResultSet result =
          statement.executeQuery(
              "SELECT id, processed_info FROM "
                  + table
                  + " WHERE train_type = '3' AND job_description_detail IS NULL AND process_type IS NULL")) {
        while (result.next()) {
          rows.put(new Row(result.getLong(1), result.getString(2)));
        }
      }
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private final AtomicInteger finishedWorkers = new AtomicInteger();

  private void work(HttpClient client, BlockingQueue<Row> rows, BlockingQueue<String[]> answers) {
    try {
      for (Row row = rows.take(); row.id() >= 0; row = rows.take()) {
        answers.put(new String[] {String.valueOf(row.id()), ask(client, row.text())});
      }
      if (finishedWorkers.incrementAndGet() == workers) {
        answers.put(new String[0]);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String ask(HttpClient client, String text) throws IOException, InterruptedException {
    String body =
        JSON.writeValueAsString(
            JSON.createObjectNode()
                .put("bot_id", "bot-1")
                .put("user", "u")
                .put("query", text)
                .put("stream", false));
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .header("Authorization", "Bearer bench")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    String reply = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    for (JsonNode message : JSON.readTree(reply).path("messages")) {
      if ("answer".equals(message.path("type").asText())) {
        return message.path("content").asText();
      }
    }
    throw new IOException("no answer in " + reply);
  }

  private void write(BlockingQueue<String[]> answers) {
    String sql =
        "UPDATE "
            + table
            + " s SET job_description_detail = a.answer, process_type = now(), bot_id = 'bot-1'"
            + " FROM unnest(?::bigint[], ?::text[]) a (id, answer) WHERE s.id = a.id";
    List<String[]> batch = new ArrayList<>();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update = connection.prepareStatement(sql)) {
      for (String[] answer = answers.take(); answer.length > 0; answer = answers.take()) {
        batch.add(answer);
        if (batch.size() == batchSize) {
          flush(connection, update, batch);
        }
      }
      flush(connection, update, batch);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void flush(Connection connection, PreparedStatement update, List<String[]> batch)
      throws SQLException {
    if (!batch.isEmpty()) {
      Object[] ids = batch.stream().map(answer -> Long.valueOf(answer[0])).toArray();
      Object[] texts = batch.stream().map(answer -> answer[1]).toArray();
      update.setArray(1, connection.createArrayOf("bigint", ids));
      update.setArray(2, connection.createArrayOf("text", texts));
      update.executeUpdate();
      written.addAndGet(batch.size());
      batch.clear();
    }
  }
}
