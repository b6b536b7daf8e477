package io.serai.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.files.store.ObjectPage;
import io.serai.files.store.ObjectStore;
import io.serai.files.store.StoredObject;
import io.serai.ledger.Claim;
import io.serai.ledger.ItemStanding;
import io.serai.ledger.ItemState;
import io.serai.ledger.Ledger;
import io.serai.ledger.LongKeys;
import io.serai.ledger.ResumePoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes tasks of the objects in a bucket. The ledger remembers which object (bucket, key and ETag)
 * was made a task of, in the transaction that also moves the resume point; a page that was
 * interrupted is listed again. Thread-safe.
 */
public final class FileScan {

  /** Line of the ledger whose finished items are the objects that were seen. */
  public static final String MEMORY = "files-scan";

  private static final int ATTEMPTS = 1_000_000;
  private static final long LOOK_MS = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectStore store;
  private final Ledger ledger;
  private final ResumePoints points;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final String resultBucket;

  /**
   * @param resultBucket of tasks that name none; where results go into the bucket that is scanned,
   *     they are not scanned themselves, or every scan would make tasks of the results of the last
   */
  FileScan(
      ObjectStore store,
      Ledger ledger,
      ResumePoints points,
      TransactionTemplate transaction,
      Clock clock,
      String resultBucket) {
    this.store = store;
    this.ledger = ledger;
    this.points = points;
    this.transaction = transaction;
    this.clock = clock;
    this.resultBucket = resultBucket;
  }

  /** The pages of a bucket, each listed when it is asked for. */
  public Iterator<ScanPage> pages(ScanRun run) {
    ScanOptions options = run.options();
    run.begin(
        options.restart() ? "" : points.read(MEMORY, options.name()).map(FileScan::key).orElse(""));
    return new Iterator<>() {

      private boolean begun;
      private boolean broken;

      @Override
      public boolean hasNext() {
        return !broken && (!begun || !run.isOver());
      }

      @Override
      public ScanPage next() {
        if (!hasNext()) {
          throw new NoSuchElementException("the scan is over");
        }
        begun = true;
        // after a failure the splitter asks on
        broken = true;
        ScanPage page = list(run);
        broken = false;
        return page;
      }
    };
  }

  private ScanPage list(ScanRun run) {
    ScanOptions options = run.options();
    try {
      ObjectPage page =
          store.list(options.bucket(), options.prefix(), run.after(), ObjectStore.LARGEST_PAGE);
      String results = options.destBucket() == null ? resultBucket : options.destBucket();
      List<StoredObject> sources =
          results.equals(options.bucket())
              ? page.objects().stream().filter(each -> !FileTask.isResult(each.key())).toList()
              : page.objects();
      return new ScanPage(run, sources, page.last(), !page.more(), List.of(), List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Claims the objects of a page that no task was made of, and makes their tasks; waits for those
   * that another scan has claimed.
   */
  public ScanPage claim(ScanPage page) throws InterruptedException {
    ScanOptions options = page.run().options();
    if (options.force()) {
      return limited(page, page.objects(), Map.of());
    }
    Map<String, Claim> claims = new HashMap<>();
    boolean taken = false;
    try {
      Set<String> fresh = claimFresh(page, claims);
      ScanPage claimed =
          limited(
              page,
              page.objects().stream().filter(object -> fresh.contains(id(object))).toList(),
              claims);
      taken = true;
      return claimed;
    } finally {
      if (!taken) {
        ledger.release(MEMORY, claims.values());
      }
    }
  }

  /**
   * Those that no task was made of. One that scans were killed over so often that the ledger has it
   * for DEAD is no worse than others: it cannot be claimed, but its task bears the same id every
   * time, and is done once.
   */
  private Set<String> claimFresh(ScanPage page, Map<String, Claim> claims)
      throws InterruptedException {
    Set<String> open = new HashSet<>();
    page.objects().forEach(object -> open.add(id(object)));
    Set<String> fresh = new HashSet<>(open);
    while (true) {
      for (Claim claim : ledger.claim(MEMORY, ATTEMPTS, items(open))) {
        claims.put(claim.key(), claim);
        open.remove(claim.key());
      }
      if (open.isEmpty()) {
        return fresh;
      }
      ledger.standings(MEMORY, open).forEach((id, standing) -> sort(id, standing, open, fresh));
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

  private ScanPage limited(ScanPage page, List<StoredObject> fresh, Map<String, Claim> claims) {
    int most = (int) Math.min(fresh.size(), page.run().left());
    List<StoredObject> taken = fresh.subList(0, most);
    List<Claim> beyond = new ArrayList<>();
    fresh.subList(most, fresh.size()).forEach(object -> add(beyond, claims.get(id(object))));
    if (!beyond.isEmpty()) {
      ledger.release(MEMORY, beyond);
    }
    List<Claim> held = new ArrayList<>();
    taken.forEach(object -> add(held, claims.get(id(object))));
    boolean cut = most < fresh.size();
    String last =
        cut ? (taken.isEmpty() ? page.run().after() : taken.get(most - 1).key()) : page.last();
    List<GeneratedTask> tasks =
        taken.stream().map(object -> task(object, page.run().options())).toList();
    List<StoredObject> seen =
        cut && most > 0
            ? page.objects().subList(0, page.objects().indexOf(taken.get(most - 1)) + 1)
            : page.objects();
    return new ScanPage(page.run(), seen, last, page.end() && !cut, tasks, held);
  }

  private static void add(List<Claim> claims, Claim claim) {
    if (claim != null) {
      claims.add(claim);
    }
  }

  private GeneratedTask task(StoredObject object, ScanOptions options) {
    String id =
        options.force()
            ? object.bucket() + "/" + object.key() + "@" + UUID.randomUUID()
            : id(object);
    return new GeneratedTask(task(object, options.destBucket(), null), id, object.etag());
  }

  private FileTask task(StoredObject object, String destBucket, String destKey) {
    return new FileTask(
        object.key(),
        object.bucket(),
        destBucket,
        destKey,
        object.size(),
        time(object.lastModified()),
        time(clock.instant()));
  }

  private static String time(Instant at) {
    return at == null ? null : at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String id(StoredObject object) {
    return LongKeys.stored(object.bucket() + "/" + object.key() + "@" + object.etag());
  }

  /**
   * The tasks of a page are in Kafka: the ledger remembers their objects, and the scan moves on.
   */
  public void confirm(ScanPage page) {
    ScanOptions options = page.run().options();
    transaction.executeWithoutResult(
        status -> {
          ledger.complete(MEMORY, page.claims());
          if (page.end()) {
            points.remove(MEMORY, options.name());
          } else {
            points.write(MEMORY, options.name(), point(page.last()));
          }
        });
    page.run().confirmed(page);
  }

  /** Gives back what was claimed of a page and not confirmed. */
  public void release(ScanPage page) {
    if (!page.claims().isEmpty()) {
      ledger.release(MEMORY, page.claims());
    }
  }

  /**
   * A task of one object, whether or not it was made a task of before.
   *
   * @param destKey of the result, or null
   * @return nothing when there is no such object
   */
  public Optional<GeneratedTask> single(
      String bucket, String key, String destBucket, String destKey) {
    return store
        .head(bucket, key)
        .map(
            object ->
                new GeneratedTask(
                    task(object, destBucket, destKey),
                    bucket + "/" + key + "@" + UUID.randomUUID(),
                    object.etag()));
  }

  private static String point(String key) {
    return JSON.createObjectNode().put("after", key).toString();
  }

  private static String key(String point) {
    try {
      return JSON.readTree(point).path("after").asText();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The resume point of a scan is no JSON: " + point, e);
    }
  }
}
