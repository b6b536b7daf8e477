package io.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.config.Settings;
import io.serai.config.SqlFiles;
import io.serai.testing.TestClickHouse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** The kamelet on a ClickHouse, as tests of several classes use it. */
final class ClickHouseCase implements AutoCloseable {

  private static final long TIMEOUT_MS = 20_000;

  private final CamelContext camel = new DefaultCamelContext();

  /** Through the kamelet to this server. */
  ClickHouseCase(Map<String, String> environment, long requestTimeoutMs) throws Exception {
    ClickHouseSettings settings =
        ClickHouseSettings.of(
            Settings.load(environment, Path.of("no-such-file.properties"), Map.of()));
    camel.setStreamCaching(false);
    camel.getRegistry().bind("clickHouse", new ClickHouseHttp(settings));
    camel
        .getComponent("http", org.apache.camel.component.http.HttpComponent.class)
        .setAutomaticRetriesDisabled(true);
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            errorHandler(noErrorHandler());
            from("direct:query")
                .to(
                    "kamelet:clickhouse-query-action?client=clickHouse&url=%s&requestTimeout=%d"
                        .formatted(settings.url(), requestTimeoutMs));
          }
        });
    camel.start();
  }

  ClickHouseCase(TestClickHouse clickHouse) throws Exception {
    this(clickHouse.environment(), TIMEOUT_MS);
  }

  static ClickHouseQuery query(String sql, Map<String, Object> params) {
    return new ClickHouseQuery(sql, params, TIMEOUT_MS, "test");
  }

  /** A shipped query. */
  static String sql(String name) {
    return new SqlFiles(Optional.empty()).load("cache", name, Map.of());
  }

  List<Map<String, Object>> rows(String sql, Map<String, Object> params) {
    return rows(query(sql, params));
  }

  @SuppressWarnings("unchecked")
  List<Map<String, Object>> rows(ClickHouseQuery query) {
    Exchange exchange = send(query);
    assertThat(exchange.getException()).isNull();
    return (List<Map<String, Object>>) exchange.getMessage().getBody();
  }

  ClickHouseFault fault(String sql, Map<String, Object> params) {
    return fault(query(sql, params));
  }

  ClickHouseFault fault(ClickHouseQuery query) {
    Exchange exchange = send(query);
    assertThat(exchange.getException()).isNotNull();
    return ClickHouseFailures.of(exchange.getException());
  }

  Exchange send(ClickHouseQuery query) {
    return camel
        .createFluentProducerTemplate()
        .to("direct:query")
        .withBody(query)
        .withHeader("CamelHttpUri", "http://127.0.0.1:1/elsewhere")
        .withHeader("CamelHttpQuery", "query=nothing")
        .withHeader("Authorization", "Basic bm9ib2R5OndoYXQ=")
        .send();
  }

  @Override
  public void close() {
    camel.stop();
  }
}
