package io.serai.ledger;

import static io.serai.ledger.LedgerFixture.LINE;
import static io.serai.ledger.LedgerFixture.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.TestDatabase;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spring.spi.SpringTransactionPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** Two Camel contexts, as of two processes, with one route each and one database. */
class LedgerRepositoryRouteTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  private LedgerFixture items;
  private CamelContext first;
  private CamelContext second;

  @BeforeEach
  void startRoutes() throws Exception {
    items = new LedgerFixture(DATABASE);
    items.clear();
    DATABASE.jdbc().execute("DROP TABLE IF EXISTS effect");
    DATABASE.jdbc().execute("CREATE TABLE effect (key text, owner text)");
    first = context("first");
    second = context("second");
  }

  @AfterEach
  void stopRoutes() {
    first.stop();
    second.stop();
  }

  private static CamelContext context(String owner) throws Exception {
    DataSourceTransactionManager transactions =
        new DataSourceTransactionManager(DATABASE.dataSource());
    LedgerRepository repository =
        new LedgerRepository(
            DATABASE.ledger(owner, MINUTE),
            DATABASE.jdbc(),
            transactions,
            LINE,
            3,
            Failure::unexpected);
    CamelContext context = new DefaultCamelContext();
    context.getRegistry().bind("required", new SpringTransactionPolicy(transactions));
    context.addRoutes(new OneEffect(repository, owner));
    context.start();
    return context;
  }

  /** Writes a row for each key; a header may hold it up, or make it fail at some place. */
  private static final class OneEffect extends RouteBuilder {

    private final LedgerRepository repository;
    private final String owner;

    OneEffect(LedgerRepository repository, String owner) {
      this.repository = repository;
      this.owner = owner;
    }

    @Override
    public void configure() {
      onException(Exception.class).logExhausted(false);
      from("direct:in")
          .transacted("required")
          .idempotentConsumer(body(), repository)
          .completionEager(true)
          .process(exchange -> write(exchange.getMessage().getBody(String.class)))
          .process(OneEffect::holdUp)
          .process(exchange -> failAt("within", exchange))
          .end()
          .process(exchange -> failAt("behind", exchange));
      from("direct:handled")
          .onException(IllegalStateException.class)
          .handled(true)
          .end()
          .idempotentConsumer(body(), repository)
          .process(exchange -> failAt("within", exchange))
          .end();
    }

    private void write(String key) {
      DATABASE.jdbc().update("INSERT INTO effect VALUES (?, ?)", key, owner);
    }

    private static void holdUp(Exchange exchange) throws InterruptedException {
      Hold hold = exchange.getMessage().getHeader("hold", Hold.class);
      if (hold != null) {
        hold.reached.countDown();
        assertThat(hold.goOn.await(20, TimeUnit.SECONDS)).isTrue();
      }
    }

    private static void failAt(String place, Exchange exchange) {
      if (place.equals(exchange.getMessage().getHeader("fail"))) {
        throw new IllegalStateException("failed " + place);
      }
    }
  }

  private static final class Hold {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
  }

  @Test
  void should_have_one_effect_each_when_duplicates_come_to_both_at_once() {
    ExecutorService threads = Executors.newFixedThreadPool(10);

    List<CompletableFuture<Exchange>> sent =
        IntStream.range(0, 1_000)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> send(i % 2 == 0 ? first : second, "k" + i / 5, null, null), threads))
            .toList();
    sent.forEach(one -> assertThat(one.join().getException()).isNull());
    threads.shutdown();

    assertThat(effects()).hasSize(200).doesNotHaveDuplicates();
    assertThat(new LedgerDesk(DATABASE.jdbc()).counts().get(LINE))
        .containsOnlyKeys(ItemState.DONE)
        .containsValue(200L);
  }

  @Test
  void should_undo_the_effect_and_keep_the_cause_when_the_exchange_fails() {
    Exchange failed = send(first, "k", "fail", "within");

    assertThat(failed.getException()).hasMessageContaining("failed within");
    assertThat(effects()).isEmpty();
    WorkItem item = items.item("k");
    assertThat(item.state()).isEqualTo(ItemState.RETRY);
    assertThat(item.attempt()).isEqualTo(1);
    assertThat(item.error()).isEqualTo("failed within");

    send(second, "k", null, null);
    assertThat(effects()).containsExactly("k");
    assertThat(items.item("k").state()).isEqualTo(ItemState.DONE);
  }

  @Test
  void should_give_the_key_back_when_the_transaction_rolls_back_behind_the_consumer() {
    Exchange failed = send(first, "k", "fail", "behind");

    assertThat(failed.getException()).hasMessageContaining("failed behind");
    assertThat(effects()).isEmpty();
    assertThat(items.item("k").state()).isEqualTo(ItemState.RETRY);
    assertThat(items.item("k").errorCode()).isEqualTo("ROLLED_BACK");

    send(first, "k", null, null);
    assertThat(effects()).containsExactly("k");
  }

  @Test
  void should_be_dead_and_skipped_when_it_failed_too_often() {
    for (int i = 0; i < 3; i++) {
      send(first, "k", "fail", "within");
    }
    assertThat(items.item("k").state()).isEqualTo(ItemState.DEAD);

    Exchange skipped = send(second, "k", null, null);

    assertThat(skipped.getException()).isNull();
    assertThat(skipped.getProperty(Exchange.DUPLICATE_MESSAGE)).isEqualTo(true);
    assertThat(effects()).isEmpty();
  }

  @Test
  void should_keep_the_cause_when_the_route_handled_the_failure() {
    Exchange handled =
        first.createProducerTemplate().request("direct:handled", e -> fill(e, "fail", "within"));

    assertThat(handled.getException()).isNull();
    assertThat(items.item("k").state()).isEqualTo(ItemState.RETRY);
    assertThat(items.item("k").error()).isEqualTo("failed within");
  }

  private static void fill(Exchange exchange, String header, Object value) {
    exchange.getMessage().setBody("k");
    exchange.getMessage().setHeader(header, value);
  }

  @Test
  void should_have_one_effect_when_the_owner_stood_still_and_another_took_over() throws Exception {
    Hold hold = new Hold();
    CompletableFuture<Exchange> slow =
        CompletableFuture.supplyAsync(() -> send(first, "k", "hold", hold));
    assertThat(hold.reached.await(20, TimeUnit.SECONDS)).isTrue();

    send(second, "k", null, null);
    assertThat(effects()).as("the lease still runs").isEmpty();
    items.endLeases();
    send(second, "k", null, null);
    hold.goOn.countDown();

    assertThat(slow.get(20, TimeUnit.SECONDS).getException()).hasMessageContaining("lease");
    assertThat(effects()).containsExactly("k");
    assertThat(DATABASE.jdbc().queryForObject("SELECT owner FROM effect", String.class))
        .isEqualTo("second");
    assertThat(items.item("k").state()).isEqualTo(ItemState.DONE);
  }

  private static Exchange send(CamelContext context, String key, String header, Object value) {
    return context
        .createProducerTemplate()
        .request(
            "direct:in",
            exchange -> {
              exchange.getMessage().setBody(key);
              if (header != null) {
                exchange.getMessage().setHeader(header, value);
              }
            });
  }

  private static List<String> effects() {
    return DATABASE.jdbc().queryForList("SELECT key FROM effect", String.class);
  }
}
