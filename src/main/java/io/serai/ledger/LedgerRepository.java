package io.serai.ledger;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.processor.idempotent.jdbc.AbstractJdbcMessageIdRepository;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The ledger as Camel's idempotent repository: claim → effect → confirm, one SQL statement each.
 *
 * <p>Camel's own {@code JdbcMessageIdRepository} remembers a key before the work. When the process
 * is killed in between, the key stays, and the message counts as done for ever. Here {@link #add}
 * takes a lease, {@link #confirm} ends it as DONE and {@link #remove} as a retry with its cause; a
 * killed owner's lease ends by itself. The lease is extended by {@link LedgerUpkeep}.
 *
 * <p>{@code add} and {@code remove} are transactions of their own, so that others see the claim at
 * once and a failure survives the rollback of the effect; inside a transaction they need a second
 * connection for a moment. {@code confirm} joins the transaction of the effect: put {@code
 * idempotentConsumer} with {@code completionEager=true} behind {@code transacted}. When the lease
 * was lost meanwhile, that transaction is rolled back and the exchange fails.
 *
 * <p>Leave {@code eager} and {@code removeOnFailure} at true. Without {@code completionEager} the
 * effect is committed before it is confirmed, and is repeated when the process is killed in
 * between. The claim travels as an exchange property, so do not remove all properties.
 *
 * <p>Keys above 500 characters are stored as their beginning and a hash. A failed message that
 * comes again before its retry is due is a duplicate; {@link Ledger#claim(String, int)} finds it
 * when it is due. Thread-safe; any number of processes may share a line.
 */
public final class LedgerRepository extends AbstractJdbcMessageIdRepository {

  private final Ledger ledger;
  private final String line;
  private final int maxAttempts;
  private final Function<Throwable, Failure> classify;
  private final TransactionTemplate joining;
  private final Map<String, Claim> withoutExchange = new ConcurrentHashMap<>();

  /**
   * @param ledger of this process
   * @param jdbc template on the same database
   * @param transactions manager of the transactions of the effects, on the same data source
   * @param line line of the items; {@link #clear} forgets all of it
   * @param maxAttempts attempts until an item is DEAD
   * @param classify what an exception means for the item, such as {@link Failure#unexpected}
   */
  public LedgerRepository(
      Ledger ledger,
      JdbcTemplate jdbc,
      PlatformTransactionManager transactions,
      String line,
      int maxAttempts,
      Function<Throwable, Failure> classify) {
    super(jdbc, new TransactionTemplate(transactions));
    transactionTemplate.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    this.ledger = ledger;
    this.line = line;
    this.maxAttempts = maxAttempts;
    this.classify = classify;
    this.joining = new TransactionTemplate(transactions);
    setProcessorName(line);
  }

  /** Claims the item; true for one caller only, of any number and in any process. */
  @Override
  public boolean add(Exchange exchange, String key) {
    Optional<Claim> claim = claim(key);
    claim.ifPresent(taken -> exchange.setProperty(property(key), taken));
    return claim.isPresent();
  }

  /** As {@link #add(Exchange, String)}, for consumers that have no exchange yet. */
  @Override
  public boolean add(String key) {
    return transactionTemplate.execute(status -> insert(key)) == 1;
  }

  /** Whether the item is DONE. */
  @Override
  public boolean contains(String key) {
    return super.contains(key);
  }

  /**
   * Says in the current transaction that the item is DONE.
   *
   * @return false when this exchange had no claim; when it lost its claim, the exchange fails too
   */
  @Override
  public boolean confirm(Exchange exchange, String key) {
    Claim claim = (Claim) exchange.removeProperty(property(key));
    boolean confirmed = claim != null && confirm(claim);
    if (claim != null && !confirmed) {
      exchange.setException(lost(claim));
    }
    return confirmed;
  }

  private IllegalStateException lost(Claim claim) {
    return new IllegalStateException(
        """
        Item %s of line %s was lost while it was worked on: its lease of %d s ended.
        What its transaction wrote is rolled back\
        """
            .formatted(claim.key(), line, ledger.lease().toSeconds()));
  }

  @Override
  public boolean confirm(String key) {
    Claim claim = withoutExchange.remove(key);
    return claim != null && confirm(claim);
  }

  /** Puts the item back for a retry, or makes it DEAD, with the exception of the exchange. */
  @Override
  public boolean remove(Exchange exchange, String key) {
    Claim claim = (Claim) exchange.removeProperty(property(key));
    return claim != null && fail(claim, failure(thrown(exchange)));
  }

  @Override
  public boolean remove(String key) {
    return super.remove(key);
  }

  private Optional<Claim> claim(String key) {
    return transactionTemplate.execute(
        status -> ledger.claim(line, LongKeys.stored(key), maxAttempts));
  }

  private boolean confirm(Claim claim) {
    return joining.execute(
        status -> {
          boolean held = !ledger.complete(line, List.of(claim)).isEmpty();
          if (held) {
            TransactionSynchronizationManager.registerSynchronization(new FailOnRollback(claim));
          } else {
            status.setRollbackOnly();
          }
          return held;
        });
  }

  private boolean fail(Claim claim, Failure failure) {
    return transactionTemplate.execute(
        status -> !ledger.fail(line, List.of(claim), failure).isEmpty());
  }

  private Failure failure(Throwable thrown) {
    return thrown == null
        ? Failure.of(ErrorClass.TRANSIENT, "FAILED", "the consumer failed")
        : classify.apply(thrown);
  }

  /** A failure that an onException handled is no longer the exchange's exception. */
  private static Throwable thrown(Exchange exchange) {
    return exchange.getException() != null
        ? exchange.getException()
        : exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
  }

  private String property(String key) {
    return "SeraiClaim:" + line + ":" + key;
  }

  /** A confirmed item would stay CLAIMED when something behind the consumer rolls back. */
  private final class FailOnRollback implements TransactionSynchronization {

    private final Claim claim;

    FailOnRollback(Claim claim) {
      this.claim = claim;
    }

    @Override
    public void afterCompletion(int status) {
      if (status != STATUS_COMMITTED) {
        fail(
            claim,
            Failure.of(
                ErrorClass.TRANSIENT, "ROLLED_BACK", "the transaction of its effect rolled back"));
      }
    }
  }

  @Override
  protected int queryForInt(String key) {
    Integer done =
        jdbcTemplate.queryForObject(
            "SELECT count(*) FROM serai.work_item WHERE line = ? AND key = ? AND state = 'DONE'",
            Integer.class,
            line,
            LongKeys.stored(key));
    return done == null ? 0 : done;
  }

  @Override
  protected int insert(String key) {
    Optional<Claim> claim = ledger.claim(line, LongKeys.stored(key), maxAttempts);
    claim.ifPresent(taken -> withoutExchange.put(key, taken));
    return claim.isPresent() ? 1 : 0;
  }

  @Override
  protected int delete(String key) {
    Claim claim = withoutExchange.remove(key);
    return claim == null ? 0 : ledger.fail(line, List.of(claim), failure(null)).size();
  }

  @Override
  protected int delete() {
    return jdbcTemplate.update("DELETE FROM serai.work_item WHERE line = ?", line);
  }
}
