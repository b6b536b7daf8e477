package io.serai.enrich;

import io.serai.enrich.EnrichTable.ClaimedRow;
import io.serai.enrich.EnrichTable.EarlierAnswer;
import io.serai.ledger.Claim;
import io.serai.ledger.ErrorClass;
import io.serai.ledger.Failure;
import io.serai.ledger.Ledger;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * The stream of questions of one run: rows are claimed ahead on a thread of their own, so that a
 * worker never waits for the database, and handed out one at a time.
 *
 * <p>{@link #next} waits for a row, and returns null when the run is over and every row that was
 * handed out is settled; {@link #hasNext} is false only then, because the splitter asks it before
 * it works on the row it holds. Memory is bounded by the claim-ahead and by {@link #MOST_BYTES} of
 * text in flight. Thread-safe.
 */
final class EnrichClaims implements Iterator<Question>, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EnrichClaims.class);

  /** Text claimed by one statement, and text in flight: bytes. */
  private static final long MOST_BYTES = Math.max(4L << 20, Runtime.getRuntime().maxMemory() / 16);

  private static final int LONGEST_TEXT = 15_000_000;
  private static final int SMALLEST_FETCH = 32;
  private static final int LARGEST_FETCH = 512;
  private static final long QUICKLY = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long NEXT_LOOK = TimeUnit.SECONDS.toNanos(1);

  private final EnrichTable table;
  private final Ledger ledger;
  private final EnrichSettings settings;
  private final RunOptions options;
  private final EnrichProgress progress;
  private final int smallestFetch;
  private final long patience;
  private final ExecutorService fetcher =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "serai-enrich-claims");
            thread.setDaemon(true);
            return thread;
          });

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Question> ready = new ArrayDeque<>();
  private final Map<String, Question> open = new HashMap<>();
  private String cursor;
  private long claimedRows;
  private int unsettled;
  private long bytesInFlight;
  private int fetchSize;
  private boolean fetching;
  private boolean over;
  private boolean stopped;
  private long stoppedAt;
  private long lastFetch = System.nanoTime();
  private long nextLook = lastFetch;
  private long idleSince;

  EnrichClaims(
      EnrichTable table,
      Ledger ledger,
      EnrichSettings settings,
      RunOptions options,
      EnrichProgress progress) {
    this.table = table;
    this.ledger = ledger;
    this.settings = settings;
    this.options = options;
    this.progress = progress;
    this.smallestFetch = Math.min(LARGEST_FETCH, Math.max(SMALLEST_FETCH, settings.workers()));
    this.fetchSize = smallestFetch;
    this.patience = settings.requestTimeout().multipliedBy(2).toNanos();
  }

  @Override
  public boolean hasNext() {
    lock.lock();
    try {
      return !over;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Question next() {
    lock.lock();
    try {
      while (true) {
        Question question = stopped ? null : ready.peek();
        if (question != null && fits(question)) {
          ready.poll();
          bytesInFlight += question.bytes();
          fetchAhead();
          return question;
        }
        if (stopped && !fetching && (unsettled == 0 || System.nanoTime() - stoppedAt > patience)) {
          over = true;
        }
        if (over) {
          return null;
        }
        fetchAhead();
        changed.awaitNanos(NEXT_LOOK / 10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      over = true;
      return null;
    } finally {
      lock.unlock();
    }
  }

  private boolean fits(Question question) {
    return bytesInFlight == 0 || bytesInFlight + question.bytes() <= MOST_BYTES;
  }

  /** Claims on, when few rows are left to hand out. */
  private void fetchAhead() {
    long now = System.nanoTime();
    if (fetching || stopped || over || now - nextLook < 0 || ready.size() >= fetchSize / 2) {
      return;
    }
    boolean quickly = now - lastFetch < QUICKLY;
    fetchSize =
        Math.max(smallestFetch, Math.min(LARGEST_FETCH, quickly ? fetchSize * 2 : fetchSize / 2));
    lastFetch = now;
    fetching = true;
    fetcher.execute(this::fetch);
  }

  private void fetch() {
    long began = System.nanoTime();
    long pause = NEXT_LOOK;
    try {
      int most = (int) Math.min(fetchSize, options.limit() - claimedRows);
      List<ClaimedRow> rows =
          most <= 0 ? List.of() : withinLimit(table.claim(ledger, cursor, most, MOST_BYTES));
      take(rows, earlierAnswers(rows));
      boolean passEnded = rows.stream().noneMatch(ClaimedRow::fresh);
      if (!passEnded) {
        pause = 0;
      } else if (cursor != null) {
        cursor = null;
        pause = 0;
      } else if (rows.isEmpty()) {
        idleSince = idleSince == 0 ? began : idleSince;
        pause = idle(Math.max(NEXT_LOOK, 5 * (System.nanoTime() - began)));
      } else {
        idleSince = 0;
      }
    } catch (RuntimeException e) {
      idleSince = 0;
      LOG.warn("Rows could not be claimed, trying again in a second: {}", e.getMessage());
    } finally {
      lock.lock();
      fetching = false;
      nextLook = System.nanoTime() + pause;
      changed.signalAll();
      boolean late = stopped;
      lock.unlock();
      if (late) {
        giveBack();
      }
    }
  }

  /** A claim takes rows of two kinds, either up to the limit. */
  private List<ClaimedRow> withinLimit(List<ClaimedRow> rows) {
    int most = (int) Math.min(rows.size(), options.limit() - claimedRows);
    if (most < rows.size()) {
      List<ClaimedRow> beyond = rows.subList(most, rows.size());
      ledger.release("enrich", beyond.stream().map(ClaimedRow::claim).toList());
    }
    return rows.subList(0, most);
  }

  private Map<String, EarlierAnswer> earlierAnswers(List<ClaimedRow> rows) {
    if (!settings.reuseAnswers()) {
      return Map.of();
    }
    List<String> texts = rows.stream().map(ClaimedRow::text).filter(t -> t != null).toList();
    return texts.isEmpty() ? Map.of() : table.earlier(texts);
  }

  private void take(List<ClaimedRow> rows, Map<String, EarlierAnswer> earlier) {
    List<Claim> unwanted = new ArrayList<>();
    progress.claimed(rows.size());
    claimedRows += rows.size();
    for (ClaimedRow row : rows) {
      cursor = row.fresh() ? row.id() : cursor;
      if (!row.wanted()) {
        unwanted.add(row.claim());
      } else if (row.text() == null || row.text().isBlank() || row.text().length() > LONGEST_TEXT) {
        refuse(row);
      } else {
        add(row, earlier.get(row.text()));
      }
    }
    if (!unwanted.isEmpty()) {
      ledger.complete("enrich", unwanted);
      progress.superseded(unwanted.size());
    }
  }

  private void refuse(ClaimedRow row) {
    String column = settings.column(io.serai.config.Setting.ENRICH_INPUT_COLUMN);
    String why = row.text() == null ? "NULL" : row.text().isBlank() ? "empty" : "longer than 15 MB";
    ledger.fail(
        "enrich",
        List.of(row.claim()),
        Failure.of(
            ErrorClass.INVALID,
            "BAD_TEXT",
            "%s of row %s is %s: nothing to ask".formatted(column, row.id(), why)));
    progress.dead(1);
  }

  private void add(ClaimedRow row, EarlierAnswer earlier) {
    ledger.keep(List.of(row.claim()));
    lock.lock();
    try {
      Question sameText = open.get(row.text());
      if (sameText == null || !sameText.join(row.claim())) {
        Question question = new Question(row.text(), earlier, row.claim());
        open.put(row.text(), question);
        ready.add(question);
        unsettled++;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nothing is due: a run that does not follow ends when nothing can become due any more. */
  private long idle(long pause) {
    lock.lock();
    boolean busy = unsettled > 0;
    lock.unlock();
    if (options.follow()) {
      return busy ? pause : Math.max(pause, settings.pollInterval().toNanos());
    }
    if (busy) {
      return pause;
    }
    boolean limitReached = claimedRows >= options.limit();
    Duration idle = Duration.ofNanos(System.nanoTime() - idleSince);
    if (limitReached || !ledger.waiting("enrich", table.key(""), idle)) {
      lock.lock();
      over = true;
      lock.unlock();
    }
    return pause / 4;
  }

  /** Ends the hand-out of a question; rows may not join it any more. */
  List<Claim> close(Question question) {
    List<Claim> claims = question.close();
    lock.lock();
    try {
      open.remove(question.text(), question);
    } finally {
      lock.unlock();
    }
    return claims;
  }

  /** The question's fate is in the ledger. */
  void settled(Question question) {
    lock.lock();
    try {
      bytesInFlight -= question.bytes();
      unsettled--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Hands out no more; rows that nobody has begun go back to the ledger. */
  void stop() {
    lock.lock();
    try {
      stopped = true;
      stoppedAt = System.nanoTime();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    giveBack();
  }

  private void giveBack() {
    List<Claim> untouched = new ArrayList<>();
    lock.lock();
    try {
      for (Question question : ready) {
        open.remove(question.text(), question);
        untouched.addAll(question.close());
        unsettled--;
      }
      ready.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (!untouched.isEmpty()) {
        ledger.release("enrich", untouched);
      }
    } catch (DataAccessException e) {
      LOG.warn(
          "{} claimed rows come back when their lease ends: {}", untouched.size(), e.getMessage());
    }
  }

  @Override
  public void close() {
    fetcher.shutdownNow();
  }
}
