package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.dev.Behaviour;
import io.serai.dev.CozeDouble;
import io.serai.dev.Fault;
import io.serai.enrich.RunSummary;
import io.serai.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ServiceTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final MBeanServer MBEANS = ManagementFactory.getPlatformMBeanServer();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private CozeDouble coze;

  @BeforeEach
  void startDouble() {
    coze = CozeDouble.start(Behaviour.quick());
  }

  @AfterEach
  void stopDouble() {
    coze.close();
  }

  private TestService service(int rows, Map<String, String> more) {
    return TestService.start(DATABASE, coze, rows, more);
  }

  private static List<String> checks(HttpResponse<String> response) throws IOException {
    List<String> names = new ArrayList<>();
    JSON.readTree(response.body()).path("checks").forEach(c -> names.add(c.path("name").asText()));
    return names;
  }

  private static String message(HttpResponse<String> response, String check) throws IOException {
    for (JsonNode one : JSON.readTree(response.body()).path("checks")) {
      if (check.equals(one.path("name").asText())) {
        return one.path("message").asText();
      }
    }
    throw new AssertionError("no check " + check + " in " + response.body());
  }

  private static ObjectName bean() throws JMException {
    return new ObjectName("io.serai:type=Line,name=enrich");
  }

  private static Object attribute(String name) {
    try {
      return MBEANS.getAttribute(bean(), name);
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void should_show_each_kind_of_check_on_its_own_path_only() throws Exception {
    try (TestService service = service(3, Map.of())) {
      HttpResponse<String> ready = service.get("/observe/health/ready");
      HttpResponse<String> live = service.get("/observe/health/live");

      assertThat(ready.statusCode()).as(ready.body()).isEqualTo(200);
      assertThat(checks(ready))
          .contains("serai-database", "serai-enrich")
          .doesNotContain("serai-enrich-moves");
      assertThat(message(ready, "serai-enrich"))
          .isEqualTo("no run under way: 0 of 3 done, 0 failed, 3 pending");
      assertThat(live.statusCode()).isEqualTo(200);
      assertThat(checks(live)).containsExactlyInAnyOrder("context", "serai-enrich-moves");
      assertThat(checks(service.get("/observe/health")))
          .contains("serai-database", "serai-enrich", "serai-enrich-moves");
      assertThat(service.get("/observe/health/ready?data=true").body())
          .contains("circuit breaker of the Coze API: CLOSED", "bot b1 is open");
      for (String other :
          List.of("/", "/q/health", "/q/dev", "/observe/info", "/observe/jolokia")) {
        assertThat(service.get(other).statusCode()).as(other).isEqualTo(404);
      }
    }
  }

  @Test
  void should_serve_meters_with_help_when_scraped() throws Exception {
    try (TestService service = service(25, Map.of())) {
      service.run().get(60, TimeUnit.SECONDS);

      String text = service.get("/observe/metrics").body();

      assertThat(text)
          .contains(
              "# HELP serai_line_pending Items that wait",
              "# HELP serai_ledger_items Items in the ledger by state",
              "# HELP serai_enrich_call_seconds Time that calls to Coze took",
              "# TYPE serai_enrich_rows_total counter",
              "serai_enrich_bot_state{bot=\"b2\",state=\"open\"} 1.0",
              "serai_enrich_breaker_state{state=\"closed\"} 1.0",
              "serai_alert{alert=\"backlog\",line=\"enrich\"} 0.0",
              "serai_line_idle_seconds{line=\"enrich\"}",
              "jvm_memory_used_bytes",
              "jvm_gc_",
              "process_cpu_usage",
              "hikaricp_connections_active");
      DocumentedMeters.assertServed(
          text, "serai_enrich_", "serai_line_", "serai_ledger_", "serai_alert");
      assertThat(service.metric("serai_enrich_rows_total{outcome=\"enriched\"}")).isEqualTo(25);
      assertThat(service.metric("serai_line_processed{line=\"enrich\"}")).isEqualTo(25);
      assertThat(service.metric("serai_line_pending{line=\"enrich\"}")).isZero();
      assertThat(service.metric("serai_line_failed{line=\"enrich\"}")).isZero();
      assertThat(service.metric("serai_ledger_items{line=\"enrich\",state=\"done\"}"))
          .isEqualTo(25);
    }
  }

  @Test
  @SuppressWarnings("try")
  void should_show_the_line_in_jmx_only_while_it_is_up() throws Exception {
    try (TestService service = service(3, Map.of())) {
      assertThat(attribute("Pending")).isEqualTo(3L);
      assertThat(attribute("Running")).isEqualTo(false);
      assertThat((String[]) attribute("Details"))
          .anyMatch(line -> line.startsWith("bot b1 is open"));
      assertThat(
              MBEANS.queryNames(
                  new ObjectName("org.apache.camel:type=routes,name=\"enrich-run\",*"), null))
          .hasSize(1);
    }
    assertThat(MBEANS.isRegistered(bean())).isFalse();
  }

  @Test
  void should_go_on_with_the_run_when_a_pause_ends() throws Exception {
    coze.behave(Behaviour.quick().withLatency(50, 10));
    try (TestService service = service(120, Map.of("ENRICH_BATCH_SIZE", "5"))) {
      CompletableFuture<RunSummary> run = service.run();
      await().atMost(PATIENCE).until(() -> (long) attribute("FinishedInThisProcess") > 0);

      MBEANS.invoke(bean(), "drain", null, null);

      assertThat(attribute("Paused")).isEqualTo(true);
      assertThat(run.get(60, TimeUnit.SECONDS).stopReason()).isEqualTo("Stopped on request");
      long atPause = (long) attribute("Pending");
      assertThat(atPause).isPositive();
      assertThat(service.metric("serai_line_paused{line=\"enrich\"}")).isEqualTo(1);

      MBEANS.invoke(bean(), "resume", null, null);

      await().atMost(PATIENCE).until(() -> (long) attribute("Processed") == 120);
    }
  }

  @Test
  void should_go_on_with_the_run_when_its_routes_are_exchanged(@TempDir Path folder)
      throws Exception {
    coze.behave(Behaviour.quick().withLatency(100, 0).withRecording(true, 0));
    Map<String, String> settings =
        Map.of("SERAI_ROUTES_DIR", folder.toString(), "SERAI_SHUTDOWN_TIMEOUT", "60");
    try (TestService service = service(5_000, settings)) {
      CompletableFuture<RunSummary> run = service.run();
      await().atMost(PATIENCE).until(() -> (long) attribute("FinishedInThisProcess") > 0);

      String shipped = shippedRoutes();
      Files.writeString(
          folder.resolve("enrich.camel.yaml"),
          shipped.replace("Looks every second whether", "Mine looks whether"));

      RunSummary first = run.get(30, TimeUnit.SECONDS);
      assertThat(first.stopReason()).isEqualTo("Its routes are exchanged");
      assertThat(first.counts().enriched()).isLessThan(5_000);
      await().atMost(PATIENCE).until(() -> isMine(service));
      coze.behave(Behaviour.quick().withRecording(true, 0));
      await().atMost(PATIENCE).until(() -> (long) attribute("Processed") == 5_000);
      assertThat(coze.stats().calls()).isEqualTo(5_000);
      assertThat(
              DATABASE
                  .jdbc()
                  .queryForObject(
                      "SELECT count(*) FROM serai.work_item WHERE state <> 'DONE' OR attempt > 0",
                      Long.class))
          .isZero();
    }
  }

  private static String shippedRoutes() throws IOException {
    try (InputStream in = ServiceTest.class.getResourceAsStream("/routes/enrich.camel.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static boolean isMine(TestService service) {
    CamelContext camel = service.application().camel();
    Route last = camel.getRoute("enrich-statistics");
    Route watch = camel.getRoute("enrich-watch");
    return last != null && watch != null && watch.getDescription().startsWith("Mine");
  }

  @Test
  void should_not_be_ready_and_say_why_when_every_bot_refuses_the_token() throws Exception {
    coze.behave(Behaviour.quick().withToken("another"));
    try (WebhookReceiver webhook = new WebhookReceiver(0);
        TestService service =
            service(10, Map.of("ALERT_INTERVAL", "1", "ALERT_WEBHOOK_URL", webhook.url()))) {
      RunSummary summary = service.run().get(60, TimeUnit.SECONDS);
      assertThat(summary.fatal()).isTrue();

      HttpResponse<String> ready = service.get("/observe/health/ready");

      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(message(ready, "serai-enrich"))
          .contains("Check COZE_AUTHORIZATION", "b1: Coze answered code 4101");
      assertThat(service.get("/observe/health/live").statusCode()).isEqualTo(200);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(webhook.alerts())
                      .extracting(alert -> alert.path("alert").asText())
                      .contains("fault"));
    }
  }

  @Test
  void should_not_be_live_when_a_run_stands_still() throws Exception {
    coze.behave(Behaviour.quick().withFault(Fault.HANG, 1));
    Map<String, String> settings =
        Map.of(
            "SERAI_STALL_TIMEOUT",
            "1",
            "SERAI_SHUTDOWN_TIMEOUT",
            "1",
            "ENRICH_REQUEST_TIMEOUT",
            "3");
    try (TestService service = service(10, settings)) {
      service.run();

      await().atMost(PATIENCE).until(() -> service.get("/observe/health/live").statusCode() == 503);

      HttpResponse<String> live = service.get("/observe/health/live");
      assertThat(message(live, "serai-enrich-moves"))
          .startsWith("10 items wait and none was finished");
      assertThat(service.get("/observe/health/ready").statusCode()).isEqualTo(200);
      coze.behave(Behaviour.quick());
      await().atMost(PATIENCE).until(() -> service.get("/observe/health/live").statusCode() == 200);
    }
  }

  @Test
  void should_not_be_ready_but_still_answer_when_the_database_is_away() throws Exception {
    try (TestService service = service(3, Map.of())) {
      assertThat(service.get("/observe/health/ready").statusCode()).isEqualTo(200);

      admin("ALTER DATABASE %s ALLOW_CONNECTIONS false");
      try {
        admin("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'");
        await()
            .atMost(PATIENCE)
            .until(() -> service.get("/observe/health/ready").statusCode() == 503);
        assertThat(message(service.get("/observe/health/ready"), "serai-database"))
            .startsWith("the database does not answer: ");
        assertThat(service.get("/observe/health/live").statusCode()).isEqualTo(200);
        assertThat(service.metric("serai_line_pending{line=\"enrich\"}")).isEqualTo(3);
      } finally {
        admin("ALTER DATABASE %s ALLOW_CONNECTIONS true");
      }

      await()
          .atMost(PATIENCE)
          .until(() -> service.get("/observe/health/ready").statusCode() == 200);
    }
  }

  private static void admin(String sql) throws SQLException {
    int slash = DATABASE.url().lastIndexOf('/') + 1;
    String server = DATABASE.url().substring(0, slash) + "postgres";
    try (Connection connection =
            DriverManager.getConnection(server, DATABASE.user(), DATABASE.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql.formatted(DATABASE.url().substring(slash)));
    }
  }

  @Test
  void should_post_an_alert_once_when_it_fires_and_once_when_it_is_over() throws Exception {
    try (WebhookReceiver webhook = new WebhookReceiver(1);
        TestService service =
            service(
                60,
                Map.of(
                    "ALERT_BACKLOG", "50",
                    "ALERT_INTERVAL", "1",
                    "ALERT_WEBHOOK_URL", webhook.url()))) {
      await().atMost(PATIENCE).until(() -> webhook.alerts().size() == 1);
      assertThat(service.metric("serai_alert{alert=\"backlog\",line=\"enrich\"}")).isEqualTo(1);
      service.run().get(60, TimeUnit.SECONDS);
      await().atMost(PATIENCE).until(() -> webhook.alerts().size() == 2);

      JsonNode first = webhook.alerts().get(0);
      List<String> fields = new ArrayList<>();
      first.fieldNames().forEachRemaining(fields::add);
      assertThat(fields)
          .containsExactly("alert", "line", "state", "value", "threshold", "message", "at");
      assertThat(first.path("alert").asText()).isEqualTo("backlog");
      assertThat(first.path("line").asText()).isEqualTo("enrich");
      assertThat(first.path("state").asText()).isEqualTo("firing");
      assertThat(first.path("value").asDouble()).isEqualTo(60);
      assertThat(first.path("threshold").asDouble()).isEqualTo(50);
      assertThat(webhook.alerts().get(1).path("state").asText()).isEqualTo("resolved");
      assertThat(service.metric("serai_alert{alert=\"backlog\",line=\"enrich\"}")).isZero();
      assertThat(service.get("/observe/metrics").body()).doesNotContain("token=secret", "/hook");
    }
  }

  @Test
  void should_finish_its_rows_when_the_webhook_is_dead() throws Exception {
    String dead = "http://127.0.0.1:" + TestService.freePort() + "/hook";
    try (TestService service =
        service(
            60, Map.of("ALERT_BACKLOG", "50", "ALERT_INTERVAL", "1", "ALERT_WEBHOOK_URL", dead))) {
      await()
          .atMost(PATIENCE)
          .until(() -> service.metric("serai_alert{alert=\"backlog\",line=\"enrich\"}") == 1);

      RunSummary summary = service.run().get(60, TimeUnit.SECONDS);

      assertThat(summary.counts().enriched()).isEqualTo(60);
      assertThat(service.get("/observe/health").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void should_listen_on_loopback_only_when_nothing_else_is_said() throws Exception {
    try (TestService service = service(3, Map.of())) {
      assertThat(service.get("/observe/health/live").statusCode()).isEqualTo(200);
      List<InetAddress> others =
          NetworkInterface.networkInterfaces()
              .flatMap(NetworkInterface::inetAddresses)
              .filter(address -> !address.isLoopbackAddress())
              .toList();
      for (InetAddress other : others) {
        assertThatThrownBy(() -> new Socket(other, service.port()).close())
            .as(other.toString())
            .isInstanceOf(IOException.class);
      }
    }
  }
}
