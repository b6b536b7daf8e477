package io.serai.ledger;

import static io.serai.ledger.LedgerFixture.LINE;
import static io.serai.ledger.LedgerFixture.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.FaultyDataSource;
import io.serai.testing.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.JdbcTemplate;

class LedgerUpkeepTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  private FaultyDataSource source;
  private LedgerFixture items;
  private Ledger ledger;
  private LedgerUpkeep upkeep;

  @BeforeEach
  void emptyLedger() {
    items = new LedgerFixture(DATABASE);
    items.clear();
    items.enqueue("k");
    source = new FaultyDataSource(DATABASE.dataSource());
    ledger =
        new Ledger(new JdbcTemplate(source), "a", MINUTE, new Backoff(MINUTE, MINUTE, () -> 0));
    upkeep = new LedgerUpkeep(ledger);
  }

  @Test
  void should_keep_its_own_items_when_the_leases_ended_during_an_outage() {
    ledger.claim(LINE, 1);
    items.endLeases();

    upkeep.tick();

    assertThat(items.item("k").state()).isEqualTo(ItemState.CLAIMED);
  }

  @Test
  void should_let_others_extend_their_leases_before_it_reaps_when_the_database_was_away() {
    Ledger other = DATABASE.ledger("other", MINUTE);
    other.claim(LINE, 1);
    source.setAway(true);
    ledger.keep(List.of(new Claim(LINE, "mine", 1, 0)));
    upkeep.tick();
    items.endLeases();
    source.setAway(false);

    upkeep.tick();
    assertThat(items.item("k").state()).isEqualTo(ItemState.CLAIMED);
    other.heartbeat();
    upkeep.tick();
    assertThat(items.item("k").state()).isEqualTo(ItemState.CLAIMED);

    items.endLeases();
    upkeep.tick();
    assertThat(items.item("k").state()).as("nobody extended it").isEqualTo(ItemState.RETRY);
  }
}
