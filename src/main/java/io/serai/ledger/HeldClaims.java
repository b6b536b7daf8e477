package io.serai.ledger;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The claims that this process works on, and whose leases it extends. Thread-safe. */
final class HeldClaims {

  private final Set<Claim> claims = ConcurrentHashMap.newKeySet();

  void addAll(Collection<Claim> taken) {
    claims.addAll(taken);
  }

  void removeAll(Collection<Claim> abandoned) {
    abandoned.forEach(claims::remove);
  }

  List<Claim> all() {
    return List.copyOf(claims);
  }

  /** A transaction that is rolled back leaves them held. */
  void removeWhenCommitted(Collection<Claim> settled) {
    if (TransactionSynchronizationManager.isSynchronizationActive()) {
      TransactionSynchronizationManager.registerSynchronization(new Removal(List.copyOf(settled)));
    } else {
      removeAll(settled);
    }
  }

  private final class Removal implements TransactionSynchronization {

    private final List<Claim> settled;

    Removal(List<Claim> settled) {
      this.settled = settled;
    }

    @Override
    public void afterCommit() {
      removeAll(settled);
    }
  }
}
