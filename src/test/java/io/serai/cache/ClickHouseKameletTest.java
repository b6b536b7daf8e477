package io.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.cache.ClickHouseFault.Kind;
import io.serai.testing.FaultyClickHouse;
import io.serai.testing.FaultyClickHouse.Fault;
import io.serai.testing.TestClickHouse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClickHouseKameletTest {

  private static final String SQL = "SELECT number, toString(number) AS text FROM numbers(1000)";
  private static final Duration IDLE = Duration.ofMillis(2_200);

  @RegisterExtension static final TestClickHouse CLICK_HOUSE = new TestClickHouse();

  private FaultyClickHouse network;
  private ClickHouseCase line;

  @BeforeEach
  void connect() throws Exception {
    network = new FaultyClickHouse(CLICK_HOUSE.url());
    Map<String, String> environment = CLICK_HOUSE.environment();
    environment.put("CLICKHOUSE_URL", network.url());
    line = new ClickHouseCase(environment, 1_000);
  }

  @AfterEach
  void disconnect() throws IOException {
    line.close();
    network.close();
  }

  @ParameterizedTest
  @CsvSource({
    "HANG, TIMEOUT, NO_ANSWER",
    "RESET, BROKEN, CONNECTION_BROKE",
    "GARBAGE, BROKEN, NO_ROWS",
    "CUT, BROKEN, CONNECTION_BROKE",
    "CUT_QUIETLY, BROKEN, CUT_OFF",
    "LATE_ERROR, OVERLOADED, MEMORY_LIMIT_EXCEEDED",
    "OVERLOADED, OVERLOADED, TOO_MANY_SIMULTANEOUS_QUERIES"
  })
  void should_give_a_fault_and_never_some_rows_when(Fault fault, Kind kind, String name) {
    network.with(fault);

    ClickHouseFault given = line.fault(SQL, Map.of());

    assertThat(given.kind()).isEqualTo(kind);
    assertThat(given.name()).isEqualTo(name);
    assertThat(network.queries()).isEqualTo(1);

    network.with(Fault.NONE);
    assertThat(line.rows(SQL, Map.of())).hasSize(1_000);
  }

  @Test
  void should_be_unreachable_while_nobody_listens() throws IOException {
    network.down();

    ClickHouseFault fault = line.fault(SQL, Map.of());

    assertThat(fault.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(fault).hasMessageContaining("CLICKHOUSE_URL");

    network.up();
    assertThat(line.rows(SQL, Map.of())).hasSize(1_000);
  }

  @Test
  void should_keep_its_connection_and_nothing_of_the_caller() {
    Exchange exchange = line.send(ClickHouseCase.query(SQL, Map.of()));
    line.rows(SQL, Map.of());

    assertThat(exchange.getException()).isNull();
    assertThat(exchange.getMessage().getHeaders()).isEmpty();
    assertThat(exchange.getVariables()).isEmpty();
    assertThat(network.connections()).isEqualTo(1);
  }

  @Test
  void should_connect_anew_when_the_server_has_closed_an_idle_connection() throws IOException {
    assertThat(line.rows(SQL, Map.of())).hasSize(1_000);

    network.closeConnections();
    await().pollDelay(IDLE).until(() -> network.connections() == 0);

    assertThat(line.rows(SQL, Map.of())).hasSize(1_000);
  }

  @Test
  void should_name_the_batch_when_a_parameter_is_too_long() {
    ClickHouseFault fault = line.fault("SELECT {s:String} AS s", Map.of("s", "x".repeat(200_000)));

    assertThat(fault.kind()).isEqualTo(Kind.SQL);
    assertThat(fault).hasMessageContaining("lower JOB_SUGGESTION_BATCH_SIZE");
    assertThat(line.rows("SELECT {s:String} AS s", Map.of("s", "x".repeat(100_000)))).hasSize(1);
  }

  @Test
  void should_read_a_compressed_answer() throws Exception {
    try (ClickHouseCase direct = new ClickHouseCase(CLICK_HOUSE)) {
      assertThat(direct.rows("SELECT number, repeat('x', 1000) AS x FROM numbers(5000)", Map.of()))
          .hasSize(5_000);
    }
  }
}
