package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.files.FileResult;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestKafka;
import io.serai.testing.TestStore;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code serai run} with the files line: what an operator sees and does. */
@Timeout(120)
class FilesServiceTest {

  @RegisterExtension final TestDatabase database = TestDatabase.withLedger();
  @RegisterExtension static final TestKafka KAFKA = new TestKafka();
  @RegisterExtension static final TestStore STORE = new TestStore();

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final MBeanServer MBEANS = ManagementFactory.getPlatformMBeanServer();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String CSV = "a,b\n1,2\n";

  @TempDir private Path folder;

  private final int port = TestService.freePort();
  private FilesCase files;

  @BeforeEach
  void connect() {
    files = new FilesCase(database, KAFKA, STORE);
    files
        .with("SERAI_MANAGEMENT_PORT", port)
        .with("SERAI_SHUTDOWN_TIMEOUT", 20)
        .with("DBC_FACTORY", SampleParsers.class.getName() + ":stream");
  }

  @AfterEach
  void letGo() {
    SampleParsers.openGate();
  }

  private String get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  private static Object attribute(String name) {
    try {
      return MBEANS.getAttribute(new ObjectName("io.serai:type=Line,name=files"), name);
    } catch (JMException e) {
      throw new AssertionError(e);
    }
  }

  private static void invoke(String operation) {
    try {
      MBEANS.invoke(new ObjectName("io.serai:type=Line,name=files"), operation, null, null);
    } catch (JMException e) {
      throw new AssertionError(e);
    }
  }

  private void send(String key, String content) {
    files.put(key, content);
    files.send("{\"key\":\"" + key + "\"}");
  }

  @Test
  void should_show_how_the_line_does() throws Exception {
    send("a.csv", CSV);
    send("b.csv", CSV);
    send("bad.csv", "a,b\n1\n");
    try (FilesService service = FilesService.service(files)) {
      service.awaitEnds(3);

      String ready = get("/observe/health/ready?data=true");
      String live = get("/observe/health/live");
      String metrics = get("/observe/metrics");

      assertThat(ready)
          .contains("serai-database", "\"serai-files\"")
          .contains("circuit breaker of the object storage: CLOSED", "0 files in flight");
      assertThat(live).contains("serai-files-moves");
      assertThat(metrics)
          .contains(
              "serai_files_files_total{outcome=\"succeeded\"} 2.0",
              "serai_files_files_total{outcome=\"dead\"} 1.0",
              "serai_files_files_total{outcome=\"retried\"} 0.0",
              "serai_files_bytes_total{way=\"read\"} " + 2.0 * CSV.length(),
              "serai_files_in_flight 0.0",
              "serai_files_taken 0.0",
              "serai_files_breaker_state{state=\"closed\"} 1.0",
              "serai_files_processing_seconds_count{outcome=\"csv\"} 2",
              "serai_files_processing_seconds_count{outcome=\"RAGGED_ROW\"} 1",
              "serai_line_paused{line=\"files\"} 0.0",
              "serai_ledger_items{line=\"files\",state=\"done\"}");
      DocumentedMeters.assertServed(metrics, "serai_files_", "serai_line_");
      assertThat(attribute("FinishedInThisProcess")).isEqualTo(3L);
    }
  }

  @Test
  void should_finish_what_is_in_flight_and_begin_nothing_while_it_is_paused() throws Exception {
    files.with("POOL_SIZE", 2);
    SampleParsers.closeGate();
    send("one.own", "wait");
    send("two.own", "wait");
    try (FilesService service = FilesService.service(files)) {
      await().atMost(PATIENCE).until(() -> inFlight(service) == 2);
      invoke("pause");
      send("three.csv", CSV);

      CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> invoke("drain"));
      assertThat(drained.isDone()).isFalse();
      assertThat(attribute("Paused")).isEqualTo(true);
      SampleParsers.openGate();

      await().atMost(PATIENCE).until(drained::isDone);
      assertThat(service.results()).hasSize(2);
      await().atMost(PATIENCE).until(() -> files.backlog() == 1);
      assertThat(get("/observe/health/ready")).contains("paused");

      invoke("resume");
      service.awaitEnds(3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"size\":4"})
  void should_parse_no_more_at_once_than_the_pool_size_when_others_are_under_way(String size) {
    files.with("POOL_SIZE", 2);
    SampleParsers.closeGate();
    for (int i = 0; i < 5; i++) {
      files.put(i + ".own", "wait");
      files.send("{\"key\":\"" + i + ".own\"" + size + "}");
    }
    try (FilesService service = FilesService.worker(files)) {
      await().atMost(PATIENCE).until(() -> inFlight(service) == 3);
      await()
          .during(Duration.ofMillis(300))
          .atMost(PATIENCE)
          .until(() -> SampleParsers.waiting() == 2 && inFlight(service) == 3);
      SampleParsers.openGate();
      service.awaitEnds(5);
    }
  }

  private static int inFlight(FilesService service) {
    return service.line().control().status().details().stream()
        .filter(detail -> detail.contains("files in flight"))
        .mapToInt(detail -> Integer.parseInt(detail.split(" ")[0]))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void should_finish_what_is_in_flight_when_it_is_stopped() {
    SampleParsers.closeGate();
    send("one.own", "wait");
    FilesService service = FilesService.service(files);
    CompletableFuture<Void> stopped;
    try {
      await().atMost(PATIENCE).until(() -> inFlight(service) == 1);
    } finally {
      stopped = CompletableFuture.runAsync(service::close);
    }
    await().atMost(PATIENCE).until(() -> service.line().control().status().paused());
    SampleParsers.openGate();

    stopped.join();

    assertThat(files.keys(files.dest())).containsExactly("one.own.parsed.json");
    assertThat(files.backlog()).isZero();
    assertThat(files.notifications(1)).hasSize(1);
  }

  @Test
  void should_lose_and_repeat_nothing_when_its_routes_are_exchanged_under_load() throws Exception {
    files.with("SERAI_ROUTES_DIR", folder).with("SERAI_SHUTDOWN_TIMEOUT", 60);
    try (FilesService service = FilesService.service(files)) {
      send("first.csv", CSV);
      service.awaitEnds(1);
      Files.writeString(
          folder.resolve("files.camel.yaml"),
          shipped().replace("Hands tasks to the bounded pool", "Mine hands tasks to the pool"));
      int sent = 1;
      while (!isMine(service)) {
        send("f" + sent + ".csv", CSV);
        sent++;
      }
      send("last.csv", CSV);
      service.awaitEnds(sent + 1);

      assertThat(service.results()).extracting(FileResult::status).containsOnly("success");
      assertThat(files.notifications(sent + 1)).hasSize(sent + 1);
      assertThat(files.keys(files.dest()))
          .contains("first.csv.parsed.json", "last.csv.parsed.json");
    }
  }

  private static boolean isMine(FilesService service) {
    Route last = service.camel().getRoute("files-sweep");
    Route work = service.camel().getRoute("files-work");
    return last != null && work != null && work.getDescription().startsWith("Mine");
  }

  private static String shipped() throws IOException {
    try (InputStream in = FilesServiceTest.class.getResourceAsStream("/routes/files.camel.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "files,nonsense", "file"})
  void should_explain_when_no_line_can_be_started(String lines) {
    Cli.Result run = new Cli(database).with("SERAI_LINES", lines).run("run");

    assertThat(run.code()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(run.err())
        .contains(
            lines.isEmpty()
                ? "No line is configured: set COZE_AUTHORIZATION and COZE_BOT_IDS for enrich,"
                : "SERAI_LINES names "
                    + lines.replace("files,", "")
                    + "; there are: cache, enrich, files");
  }

  @Test
  void should_name_what_has_no_result_when_verified() {
    files.put("done.csv", CSV);
    files.put("gone.csv", CSV);
    files.put("cut.csv", CSV);
    files.put("other.csv", CSV.replace("2", "3"));
    files.put("changed.csv", CSV);
    files.put("bad.csv", "a,b\n1\n");
    files.json("files", "generate");
    files.run("files", "pool-worker", "--once");
    files.delete(files.dest(), "gone.csv.parsed.json");
    files.copy(files.source(), "cut.csv", files.dest(), "cut.csv.parsed.json");
    files.copy(files.dest(), "done.csv.parsed.json", files.dest(), "other.csv.parsed.json");
    files.put("changed.csv", CSV + CSV);
    files.put("new/file.csv", CSV);
    files.put("bell\u0007.csv", CSV);

    Cli.Result all = files.run("files", "verify");
    Cli.Result json = files.run("files", "verify", "--json", "--prefix", "new/");

    assertThat(all.code()).isEqualTo(ExitCode.ITEMS_FAILED);
    assertThat(all.out())
        .contains(
            "bad.csv  has no result, RAGGED_ROW: the row in line 2",
            "changed.csv  has no result: it is new or changed",
            "new/file.csv")
        .doesNotContain("done.csv")
        .contains("bell\uFFFD.csv  has no result")
        .containsPattern("gone.csv  its result \\S+/gone.csv.parsed.json is gone")
        .containsPattern("cut.csv  its result \\S+ has \\d+ bytes, but \\d+ were written")
        .containsPattern("other.csv  its result \\S+ was overwritten")
        .containsPattern("objects +8\\R")
        .containsPattern("without +7\\R");
    assertThat(files.run("files", "verify", "--quick").out())
        .contains("bad.csv", "changed.csv")
        .doesNotContain("gone.csv", "cut.csv", "other.csv");
    Cli.Result why = files.run("ledger", "why", "files", "bad.csv");
    assertThat(why.code()).as(why.err()).isEqualTo(ExitCode.DONE);
    assertThat(why.err()).contains("Of files only this fits: ", "/bad.csv@");
    assertThat(json.out().lines()).hasSize(2);
    JsonNode row = FilesCase.tree(json.out().lines().findFirst().orElseThrow());
    assertThat(row.path("key").asText()).isEqualTo("new/file.csv");
    assertThat(row.path("size").asInt()).isEqualTo(CSV.length());
    JsonNode counts = FilesCase.tree(json.out().lines().skip(1).findFirst().orElseThrow());
    assertThat(counts).isEqualTo(FilesCase.tree("{\"objects\":1,\"with result\":0,\"without\":1}"));
    assertThat(files.json("files", "verify", "--prefix", "done"))
        .isEqualTo(FilesCase.tree("{\"objects\":1,\"with result\":1,\"without\":0}"));
    assertThat(files.run("files", "results").out())
        .contains("changed.csv", "done.csv", "RAGGED_ROW");
  }
}
