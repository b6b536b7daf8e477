package io.serai.enrich;

import io.serai.enrich.EnrichTable.ClaimedRow;
import io.serai.enrich.EnrichTable.EarlierAnswer;
import io.serai.ledger.Claim;
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
 * The stream of questions of one run: a {@link RowFetcher} claims rows ahead on a thread of its
 * own, so that a worker never waits for the database, and they are handed out one at a time.
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

  private static final int SMALLEST_FETCH = 32;
  private static final int LARGEST_FETCH = 512;
  private static final long QUICKLY = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long NEXT_LOOK = TimeUnit.SECONDS.toNanos(1);

  private final Ledger ledger;
  private final EnrichSettings settings;
  private final boolean follow;
  private final EnrichProgress progress;
  private final RowFetcher fetcher;
  private final int smallestFetch;
  private final long patience;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread daemon = new Thread(task, "serai-enrich-claims");
            daemon.setDaemon(true);
            return daemon;
          });

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Question> ready = new ArrayDeque<>();
  private final Map<String, Question> open = new HashMap<>();
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
    this.ledger = ledger;
    this.settings = settings;
    this.follow = options.follow();
    this.progress = progress;
    this.fetcher = new RowFetcher(table, ledger, settings, options.limit(), progress, this::add);
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
    thread.execute(this::fetch);
  }

  private void fetch() {
    long began = System.nanoTime();
    long pause = NEXT_LOOK;
    try {
      switch (fetcher.fetch(fetchSize, MOST_BYTES)) {
        case MORE -> {
          idleSince = 0;
          pause = 0;
        }
        case LAST -> idleSince = 0;
        case NOTHING -> pause = idle(began);
      }
    } catch (RuntimeException e) {
      idleSince = 0;
      LOG.warn(
          "Rows could not be claimed, trying again in a second: {}",
          EnrichFailures.root(e).getMessage());
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

  private void add(ClaimedRow row, EarlierAnswer earlier) {
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
  private long idle(long began) {
    long now = System.nanoTime();
    long pause = Math.max(NEXT_LOOK, 5 * (now - began));
    idleSince = idleSince == 0 ? began : idleSince;
    lock.lock();
    boolean busy = unsettled > 0;
    lock.unlock();
    if (follow) {
      return busy ? pause : Math.max(pause, settings.pollInterval().toNanos());
    }
    if (busy) {
      return pause;
    }
    if (fetcher.isExhausted(Duration.ofNanos(now - idleSince))) {
      lock.lock();
      over = true;
      lock.unlock();
    } else if (now - idleSince < settings.longestRetryDelay().toNanos()) {
      progress.moved();
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
    thread.shutdownNow();
  }
}
