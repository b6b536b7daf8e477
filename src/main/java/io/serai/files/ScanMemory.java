package io.serai.files;

import io.serai.files.store.StoredObject;
import io.serai.ledger.Claim;
import io.serai.ledger.ItemStanding;
import io.serai.ledger.ItemState;
import io.serai.ledger.Ledger;
import io.serai.ledger.LongKeys;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which versions of objects (bucket, key and ETag) tasks were made of. A version that comes back
 * after another one was processed is a new one: its time goes into its identity. Thread-safe.
 */
final class ScanMemory {

  private static final int ATTEMPTS = 1_000_000;
  private static final long LOOK_MS = 200;

  private final Ledger ledger;
  private final FileResultTable results;

  /**
   * @param results tells what was processed last
   */
  ScanMemory(Ledger ledger, FileResultTable results) {
    this.ledger = ledger;
    this.results = results;
  }

  /**
   * Claims the versions that no task was made of; waits for those that another scan has claimed.
   *
   * @param objects of one bucket
   * @param claims takes the claims, by identity, also when this fails
   * @return the identities of their tasks, in the order of the objects
   */
  Map<StoredObject, String> claim(
      String bucket, List<StoredObject> objects, Map<String, Claim> claims)
      throws InterruptedException {
    Map<StoredObject, String> ids = new LinkedHashMap<>();
    objects.forEach(object -> ids.put(object, id(object)));
    Set<String> fresh = claimFresh(ids.values(), claims);
    List<StoredObject> known =
        objects.stream().filter(object -> !fresh.contains(ids.get(object))).toList();
    List<String> knownIds = known.stream().map(ids::get).toList();
    List<String> again = new ArrayList<>();
    results
        .returned(bucket, known, knownIds)
        .forEach(
            object -> {
              ids.put(
                  object, id(object) + "@" + object.lastModified().truncatedTo(ChronoUnit.SECONDS));
              again.add(ids.get(object));
            });
    fresh.addAll(claimFresh(again, claims));
    ids.values().retainAll(fresh);
    return ids;
  }

  /**
   * Those that no task was made of. One that scans were killed over so often that the ledger has it
   * for DEAD is no worse than others: it cannot be claimed, but its task bears the same id every
   * time, and is done once.
   */
  private Set<String> claimFresh(Collection<String> ids, Map<String, Claim> claims)
      throws InterruptedException {
    Set<String> open = new HashSet<>(ids);
    Set<String> fresh = new HashSet<>(open);
    while (true) {
      for (Claim claim : ledger.claim(FileScan.MEMORY, ATTEMPTS, items(open))) {
        claims.put(claim.key(), claim);
        open.remove(claim.key());
      }
      if (open.isEmpty()) {
        return fresh;
      }
      ledger
          .standings(FileScan.MEMORY, open)
          .forEach((id, standing) -> sort(id, standing, open, fresh));
      if (!open.isEmpty()) {
        Thread.sleep(LOOK_MS);
      }
    }
  }

  private static void sort(String id, ItemStanding standing, Set<String> open, Set<String> fresh) {
    if (standing.state() == ItemState.DONE) {
      fresh.remove(id);
    }
    if (standing.state() == ItemState.DONE || standing.state() == ItemState.DEAD) {
      open.remove(id);
    }
  }

  private static List<Ledger.NewItem> items(Collection<String> ids) {
    return ids.stream().map(id -> new Ledger.NewItem(id, null)).toList();
  }

  private static String id(StoredObject object) {
    return LongKeys.stored(object.bucket() + "/" + object.key() + "@" + object.etag());
  }

  /** Tasks of these were made. */
  void remember(List<Claim> claims) {
    ledger.complete(FileScan.MEMORY, claims);
  }

  /** Gives claims back. */
  void release(Collection<Claim> claims) {
    if (!claims.isEmpty()) {
      ledger.release(FileScan.MEMORY, claims);
    }
  }
}
