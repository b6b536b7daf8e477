package io.serai.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.files.store.ObjectPage;
import io.serai.files.store.ObjectStore;
import io.serai.files.store.StoredObject;
import io.serai.ledger.Claim;
import io.serai.ledger.ResumePoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
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

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectStore store;
  private final ScanMemory memory;
  private final ResumePoints points;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Sources sources;

  /**
   * @param sources tells which objects are none, or every scan would make tasks of the results of
   *     the last
   */
  FileScan(
      ObjectStore store,
      ScanMemory memory,
      ResumePoints points,
      TransactionTemplate transaction,
      Clock clock,
      Sources sources) {
    this.store = store;
    this.memory = memory;
    this.points = points;
    this.transaction = transaction;
    this.clock = clock;
    this.sources = sources;
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
      return sourcesOf(run.page(page));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ScanPage sourcesOf(ScanPage page) {
    ScanOptions options = page.run().options();
    List<StoredObject> objects =
        sources.among(options.bucket(), options.destBucket(), page.objects());
    return new ScanPage(page.run(), objects, page.last(), page.end(), page.tasks(), page.claims());
  }

  /**
   * Claims the objects of a page that no task was made of, and makes their tasks; waits for those
   * that another scan has claimed.
   */
  public ScanPage claim(ScanPage page) throws InterruptedException {
    ScanOptions options = page.run().options();
    if (options.force()) {
      Map<StoredObject, String> all = new LinkedHashMap<>();
      page.objects().forEach(object -> all.put(object, newId(object.bucket(), object.key())));
      return limited(page, all, Map.of());
    }
    Map<String, Claim> claims = new HashMap<>();
    boolean taken = false;
    try {
      ScanPage claimed =
          limited(page, memory.claim(options.bucket(), page.objects(), claims), claims);
      taken = true;
      return claimed;
    } finally {
      if (!taken) {
        memory.release(claims.values());
      }
    }
  }

  /** As many of them as the scan may make tasks of. */
  private ScanPage limited(
      ScanPage page, Map<StoredObject, String> ids, Map<String, Claim> claims) {
    List<StoredObject> fresh = List.copyOf(ids.keySet());
    int most = (int) Math.min(fresh.size(), page.run().left());
    List<StoredObject> taken = fresh.subList(0, most);
    memory.release(claimsOn(fresh.subList(most, fresh.size()), ids, claims));
    boolean cut = most < fresh.size();
    String last =
        cut ? (taken.isEmpty() ? page.run().after() : taken.get(most - 1).key()) : page.last();
    String destBucket = page.run().options().destBucket();
    List<GeneratedTask> tasks =
        taken.stream()
            .map(
                object ->
                    new GeneratedTask(
                        task(object, destBucket, null), ids.get(object), object.etag()))
            .toList();
    List<StoredObject> seen =
        cut && most > 0
            ? page.objects().subList(0, page.objects().indexOf(taken.get(most - 1)) + 1)
            : page.objects();
    return new ScanPage(
        page.run(), seen, last, page.end() && !cut, tasks, claimsOn(taken, ids, claims));
  }

  private static List<Claim> claimsOn(
      List<StoredObject> objects, Map<StoredObject, String> ids, Map<String, Claim> claims) {
    return objects.stream()
        .map(object -> claims.get(ids.get(object)))
        .filter(Objects::nonNull)
        .toList();
  }

  private static String newId(String bucket, String key) {
    return bucket + "/" + key + "@" + UUID.randomUUID();
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

  /**
   * The tasks of a page are in Kafka: the ledger remembers their objects, and the scan moves on.
   */
  public void confirm(ScanPage page) {
    ScanOptions options = page.run().options();
    transaction.executeWithoutResult(
        status -> {
          memory.remember(page.claims());
          if (page.end() || page.last().isEmpty()) {
            points.remove(MEMORY, options.name());
          } else {
            points.write(MEMORY, options.name(), point(page.last()));
          }
        });
    page.run().confirmed(page);
  }

  /** Gives back what was claimed of a page and not confirmed. */
  public void release(ScanPage page) {
    memory.release(page.claims());
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
                    task(object, destBucket, destKey), newId(bucket, key), object.etag()));
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
