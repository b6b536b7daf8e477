package io.serai.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Another process for the tests: two threads claim, note each call, work some milliseconds, and
 * write effects and completion in one transaction, until a given number of items is done. It dies
 * with the tests. Arguments: its name, and that number.
 */
final class LedgerProcess {

  static final Duration LEASE = Duration.ofSeconds(2);

  private static final int THREADS = 2;
  private static final int BATCH = 8;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Ledger ledger;
  private final long total;

  private LedgerProcess(HikariDataSource pool, String owner, long total) {
    this.jdbc = new JdbcTemplate(pool);
    this.transaction = new TransactionTemplate(new DataSourceTransactionManager(pool));
    this.ledger =
        new Ledger(jdbc, owner, LEASE, new Backoff(Duration.ZERO, Duration.ZERO, () -> 0));
    this.total = total;
  }

  public static void main(String[] args) throws Exception {
    Thread parent = new Thread(LedgerProcess::dieWithTheTests);
    parent.setDaemon(true);
    parent.start();
    Map<String, String> env = System.getenv();
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(
        "jdbc:postgresql://%s:%s/%s"
            .formatted(env.get("DB_HOST"), env.get("DB_PORT"), env.get("DB_NAME")));
    config.setUsername(env.get("DB_USER"));
    config.setPassword(env.get("DB_PASSWORD"));
    config.setMaximumPoolSize(THREADS + 1);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      new LedgerProcess(pool, args[0], Long.parseLong(args[1])).run();
    }
  }

  private static void dieWithTheTests() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      e.printStackTrace();
    }
    Runtime.getRuntime().halt(9);
  }

  private void run() throws InterruptedException {
    LedgerUpkeep upkeep = new LedgerUpkeep(ledger);
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    long period = LEASE.toMillis() / 3;
    timer.scheduleAtFixedRate(upkeep::tick, period, period, TimeUnit.MILLISECONDS);
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      workers.add(new Thread(this::work));
    }
    workers.forEach(Thread::start);
    for (Thread worker : workers) {
      worker.join();
    }
    timer.shutdown();
  }

  private void work() {
    while (done() < total) {
      List<Claim> claims = ledger.claim(LedgerFixture.LINE, BATCH);
      claims.forEach(this::call);
      if (claims.isEmpty()) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      } else {
        confirm(claims);
      }
    }
  }

  private long done() {
    return ledger.doneSince(LedgerFixture.LINE, Duration.ofHours(1));
  }

  private void call(Claim claim) {
    jdbc.update("INSERT INTO call VALUES (?, ?)", claim.key(), ledger.owner());
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextInt(2, 8)));
  }

  private void confirm(List<Claim> claims) {
    int lost =
        transaction.execute(
            status -> {
              Set<String> held = ledger.complete(LedgerFixture.LINE, claims);
              claims.stream().filter(claim -> held.contains(claim.key())).forEach(this::write);
              return claims.size() - held.size();
            });
    for (int i = 0; i < lost; i++) {
      jdbc.update("INSERT INTO lost VALUES (?)", ledger.owner());
    }
  }

  private void write(Claim claim) {
    jdbc.update("INSERT INTO effect VALUES (?, ?, ?)", claim.key(), claim.fence(), ledger.owner());
  }
}
