package io.serai.ledger;

import static io.serai.ledger.LedgerFixture.LINE;
import static io.serai.ledger.LedgerFixture.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.AbstractDataSource;

class LedgerUpkeepTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  private final AtomicBoolean away = new AtomicBoolean();
  private LedgerFixture items;
  private Ledger ledger;
  private LedgerUpkeep upkeep;

  @BeforeEach
  void emptyLedger() {
    items = new LedgerFixture(DATABASE);
    items.clear();
    items.enqueue("k");
    ledger =
        new Ledger(
            new JdbcTemplate(new Outage()), "a", MINUTE, new Backoff(MINUTE, MINUTE, () -> 0));
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
    away.set(true);
    ledger.keep(List.of(new Claim(LINE, "mine", 1, 0)));
    upkeep.tick();
    items.endLeases();
    away.set(false);

    upkeep.tick();
    assertThat(items.item("k").state()).isEqualTo(ItemState.CLAIMED);
    other.heartbeat();
    upkeep.tick();
    assertThat(items.item("k").state()).isEqualTo(ItemState.CLAIMED);

    items.endLeases();
    upkeep.tick();
    assertThat(items.item("k").state()).as("nobody extended it").isEqualTo(ItemState.RETRY);
  }

  private final class Outage extends AbstractDataSource {

    @Override
    public Connection getConnection() throws SQLException {
      if (away.get()) {
        throw new SQLException("connection refused", "08001");
      }
      return DATABASE.dataSource().getConnection();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
      return getConnection();
    }
  }
}
