package io.serai.ledger;

import static io.serai.ledger.LedgerFixture.LINE;
import static io.serai.ledger.LedgerFixture.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.TestDatabase;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** The contract of Camel's idempotent repository, without routes. */
class LedgerRepositoryTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  private final CamelContext camel = new DefaultCamelContext();
  private LedgerFixture items;
  private LedgerRepository first;
  private LedgerRepository second;

  @BeforeEach
  void emptyLedger() {
    items = new LedgerFixture(DATABASE);
    items.clear();
    first = repository("first");
    second = repository("second");
  }

  private static LedgerRepository repository(String owner) {
    return new LedgerRepository(
        DATABASE.ledger(owner, MINUTE),
        DATABASE.jdbc(),
        new DataSourceTransactionManager(DATABASE.dataSource()),
        LINE,
        2,
        Failure::unexpected);
  }

  @Test
  void should_be_taken_until_confirmed_and_then_contained_when_added() {
    assertThat(first.add("k")).isTrue();
    assertThat(first.add("k")).isFalse();
    assertThat(second.add("k")).isFalse();
    assertThat(second.contains("k")).as("claimed is not done").isFalse();
    assertThat(second.confirm("k")).as("not its claim").isFalse();
    assertThat(second.remove("k")).as("not its claim").isFalse();

    assertThat(first.confirm("k")).isTrue();

    assertThat(second.contains("k")).isTrue();
    assertThat(second.add("k")).isFalse();
    assertThat(first.confirm("k")).as("a second time").isFalse();
  }

  @Test
  void should_come_again_until_its_attempts_are_used_up_when_removed() {
    assertThat(first.add("k")).isTrue();
    assertThat(first.remove("k")).isTrue();
    assertThat(items.item("k").state()).isEqualTo(ItemState.RETRY);

    assertThat(second.add("k")).isTrue();
    assertThat(second.remove("k")).isTrue();

    assertThat(items.item("k").state()).isEqualTo(ItemState.DEAD);
    assertThat(first.add("k")).isFalse();
    assertThat(first.contains("k")).isFalse();
  }

  @Test
  void should_belong_to_the_next_when_the_owner_vanished() {
    first.add("k");
    items.endLeases();

    assertThat(second.add("k")).isTrue();

    assertThat(first.confirm("k")).isFalse();
    assertThat(second.confirm("k")).isTrue();
  }

  @Test
  void should_tell_two_exchanges_apart_when_one_process_lost_and_won_the_same_key() {
    Exchange old = new DefaultExchange(camel);
    Exchange current = new DefaultExchange(camel);
    first.add(old, "k");
    items.endLeases();
    assertThat(first.add(current, "k")).isTrue();

    assertThat(first.remove(old, "k")).isFalse();
    assertThat(items.item("k").state()).isEqualTo(ItemState.CLAIMED);
    assertThat(first.confirm(current, "k")).isTrue();
  }

  @Test
  void should_fail_the_exchange_when_its_claim_was_lost() {
    Exchange exchange = new DefaultExchange(camel);
    first.add(exchange, "k");
    items.endLeases();
    second.add("k");

    assertThat(first.confirm(exchange, "k")).isFalse();

    assertThat(exchange.getException()).hasMessageContaining("lease of 60 s ended");
  }

  @Test
  void should_let_an_exchange_without_claim_pass_when_duplicates_are_not_skipped() {
    first.add("k");
    Exchange duplicate = new DefaultExchange(camel);
    assertThat(second.add(duplicate, "k")).isFalse();

    assertThat(second.confirm(duplicate, "k")).isFalse();

    assertThat(duplicate.getException()).isNull();
  }

  @Test
  void should_take_any_key_when_it_is_long_or_strange() {
    String beginning = "汉".repeat(5_000);

    for (String key : new String[] {beginning + "1", beginning + "2", "a\0b", "a\0c", ""}) {
      assertThat(first.add(key)).isTrue();
      assertThat(second.add(key)).isFalse();
      assertThat(first.confirm(key)).isTrue();
      assertThat(second.contains(key)).isTrue();
    }
  }

  @Test
  void should_store_keys_as_they_are_when_they_are_short() {
    assertThat(LongKeys.stored("k".repeat(500))).isEqualTo("k".repeat(500));
    assertThat(LongKeys.stored("k".repeat(501))).startsWith("k".repeat(400) + "…").hasSize(465);
  }

  @Test
  void should_forget_its_line_only_when_cleared() {
    first.add("k");
    DATABASE.ledger("a", MINUTE).claim("other", "k", 1);

    first.clear();

    assertThat(first.add("k")).isTrue();
    assertThat(new LedgerDesk(DATABASE.jdbc()).find("other", "k")).isPresent();
  }
}
