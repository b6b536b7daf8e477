package io.serai.dev;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Tables and made-up data for the cache jobs, sent over HTTP like anybody's; the same numbers give
 * the same people, posts and relationships every time. Ids are {@code md5} of {@code user} or
 * {@code post} and a number. Its statements are for the embedded ClickHouse. Thread-safe.
 */
public final class ClickHouseSamples {

  private static final int OK = 200;
  private static final int PEOPLE = 300;
  private static final int POSTS = 120;
  private static final int FOLLOWS = 3_000;
  private static final int EVENTS = 12_000;
  private static final int RELATIONSHIPS_PER_PERSON = 20;

  private final URI url;
  private final String login;
  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * Sends to this database, which is there.
   *
   * @param url address without user, password and parameters
   */
  public ClickHouseSamples(String url, String database, String user, String password) {
    this.url =
        URI.create(url + "/?database=" + URLEncoder.encode(database, StandardCharsets.UTF_8));
    this.login =
        "Basic "
            + Base64.getEncoder()
                .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Makes the tables of {@code sql/cache/schema.sql} that are missing.
   *
   * @throws IOException when ClickHouse cannot be reached or refuses, with its words
   */
  public void createTables() throws IOException {
    try (InputStream in = ClickHouseSamples.class.getResourceAsStream("/sql/cache/schema.sql")) {
      String schema = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String statement : Arrays.stream(schema.split(";")).filter(s -> !s.isBlank()).toList()) {
        execute(statement);
      }
    }
  }

  /**
   * Adds some hundred people who follow each other, few of them followed by many, and their events:
   * most within the last hour, the rest within the six days before.
   *
   * @throws IOException as {@link #createTables}
   */
  public void addSmallSample() throws IOException {
    addRelationships(FOLLOWS, PEOPLE);
    execute(events(EVENTS, PEOPLE, POSTS));
  }

  /**
   * Adds very many relationships among a twentieth as many people: half of them to 50 celebrities
   * at the most, a tenth from 20 people who follow masses, the rest skewed. Some ten seconds for 10
   * million.
   *
   * @param count relationships, at least 1,000; some are there twice
   * @return how many people there are; their numbers begin with 0
   * @throws IOException as {@link #createTables}
   */
  public long addManyRelationships(long count) throws IOException {
    long people = Math.max(50, count / RELATIONSHIPS_PER_PERSON);
    addRelationships(count, people);
    return people;
  }

  private void addRelationships(long count, long people) throws IOException {
    long celebrities = Math.min(50, Math.max(1, people / 20));
    execute(
        """
        INSERT INTO user_relationships
        SELECT %s, %s, CASE WHEN hash(f, g, 1) %% 20 = 0 THEN 'inactive' ELSE 'active' END,
          now() - to_seconds(CAST(hash(f, g, 2) %% 8000000 AS INTEGER))
        FROM (
          SELECT hash(i, 3) %% %d AS f,
            hash(i, 4) %% %d AS g FROM range(%d) AS t(i)
          UNION ALL
          SELECT i %% 20 + %d, hash(i, 5) %% %d FROM range(%d) AS t(i)
          UNION ALL
          SELECT hash(i, 6) %% %d,
            CAST(floor(%d * power((hash(i, 7) %% 1000003) / 1000003.0, 2.5)) AS UBIGINT)
          FROM range(%d) AS t(i)
        ) AS edges
        WHERE f != g
        ORDER BY 1
        """
            .formatted(
                id("user", "f"),
                id("user", "g"),
                people,
                celebrities,
                count / 2,
                celebrities,
                people,
                count / 10,
                people,
                people,
                count - count / 2 - count / 10));
  }

  private static String events(long count, long people, long posts) {
    return """
        INSERT INTO post_events
        SELECT
          now() - to_seconds(CAST(CASE WHEN i %% 3 = 0 THEN hash(i, 11) %% 500000
            ELSE hash(i, 11) %% 3500 END AS INTEGER)),
          CASE WHEN k < 70 THEN 'post_view' WHEN k < 85 THEN 'post_like'
            WHEN k < 92 THEN 'post_comment' WHEN k < 96 THEN 'post_share' ELSE 'follow' END,
          %s,
          %s
        FROM (
          SELECT i, hash(i, 12) %% 100 AS k, hash(i, 13) %% %d AS person,
            CAST(floor(%d * power((hash(i, 14) %% 10007) / 10007.0, 2)) AS UBIGINT) AS post
          FROM range(%d) AS t(i)
        ) AS made
        """
        .formatted(id("user", "person"), id("post", "post"), people, posts, count);
  }

  private static String id(String kind, String number) {
    return "CAST(md5('" + kind + "' || " + number + ") AS UUID)";
  }

  /**
   * Runs a statement.
   *
   * @return the answer, TabSeparated where the statement names no format
   * @throws IOException as {@link #createTables}
   */
  public String execute(String sql) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .header("Authorization", login)
            .POST(HttpRequest.BodyPublishers.ofString(sql))
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != OK) {
        throw new IOException("ClickHouse refused the sample data: " + response.body().strip());
      }
      return response.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while sample data was sent", e);
    }
  }
}
