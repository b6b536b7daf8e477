package io.serai.enrich;

import io.serai.enrich.EnrichTable.EarlierAnswer;
import io.serai.ledger.Claim;
import io.serai.ledger.ErrorClass;
import io.serai.ledger.Failure;
import io.serai.ledger.ItemState;
import io.serai.ledger.Ledger;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Decides what happens to one question: which bot is asked, and what a reply means. Thread-safe.
 */
public final class EnrichDesk {

  private final BotPool bots;
  private final Ledger ledger;
  private final EnrichRuns runs;
  private final EnrichProgress progress;
  private final CallTimer timer;
  private final RowLog rowLog;
  private final LongSupplier clock;

  /** Takes the time that each call took. */
  @FunctionalInterface
  public interface CallTimer {

    /** Records a call to {@code bot} that ended as {@code outcome}. */
    void record(String bot, String outcome, long nanos);
  }

  EnrichDesk(
      BotPool bots,
      Ledger ledger,
      EnrichRuns runs,
      EnrichProgress progress,
      CallTimer timer,
      RowLog rowLog,
      LongSupplier clock) {
    this.bots = bots;
    this.ledger = ledger;
    this.runs = runs;
    this.progress = progress;
    this.timer = timer;
    this.rowLog = rowLog;
    this.clock = clock;
  }

  /** Waits for a bot that takes the call. */
  public EnrichCall callBot(Question question) throws InterruptedException {
    BotCall call = bots.acquire();
    progress.called();
    return new EnrichCall(question, call);
  }

  /** A question outside of any run; it is not recorded anywhere. */
  public ChatPrompt prompt(String text) throws InterruptedException {
    BotCall call = bots.acquire();
    bots.released(call);
    return new Trial(call.botId(), text);
  }

  private record Trial(String bot, String text) implements ChatPrompt {}

  /** A bot answered. */
  public Answer answered(EnrichCall asked, ChatAnswer answer) {
    BotCall call = asked.call();
    bots.succeeded(call);
    long nanos = clock.getAsLong() - call.startedAt();
    timer.record(call.botId(), "answered", nanos);
    rowLog.answered(asked.question().claims(), call, nanos);
    return new Answer(asked.question(), call.botId(), answer.text());
  }

  /** An earlier row with the same text was answered before. */
  public Answer repeated(Question question) {
    EarlierAnswer earlier = question.earlier();
    rowLog.repeated(question.claims(), earlier.bot());
    return new Answer(question, earlier.bot(), earlier.text());
  }

  /**
   * Decides what a call without an answer means, and tells the bot pool.
   *
   * @param asked null when no bot could be had
   */
  public Verdict judge(Question question, EnrichCall asked, Throwable thrown) {
    Throwable root = EnrichFailures.root(thrown);
    if (root instanceof NoUsableBotException noBot) {
      runs.stop(noBot.getMessage(), true);
    }
    if (asked == null) {
      return new Verdict(question, null, null);
    }
    BotCall call = asked.call();
    Failure failure = EnrichFailures.failure(thrown);
    long nanos = clock.getAsLong() - call.startedAt();
    timer.record(call.botId(), failure.code(), nanos);
    tellPool(call, root, failure);
    return new Verdict(question, failure, RowLog.call(question.claims(), call, nanos));
  }

  private void tellPool(BotCall call, Throwable root, Failure failure) {
    CozeFault fault = root instanceof CozeException coze ? coze.fault() : null;
    if (fault == CozeFault.THROTTLED) {
      bots.throttled(call, failure.retryAfter());
    } else if (fault == CozeFault.BOT) {
      bots.blocked(call, failure.message());
    } else if (failure.errorClass() == ErrorClass.TRANSIENT) {
      bots.failed(call);
    } else {
      bots.released(call);
    }
  }

  /** Writes the verdict into the ledger; may be repeated when the database was away. */
  public void record(Verdict verdict) {
    List<Claim> claims = runs.close(verdict.question());
    Failure failure = verdict.failure();
    if (failure == null) {
      ledger.release("enrich", claims);
    } else {
      count(claims, verdict, ledger.fail("enrich", claims, waitInPool(failure)));
    }
    runs.settled(verdict.question());
  }

  /** The pool keeps the bot's pause; the row itself may be asked elsewhere at once. */
  private static Failure waitInPool(Failure failure) {
    return failure.errorClass() == ErrorClass.THROTTLED ? failure.after(null) : failure;
  }

  private void count(List<Claim> claims, Verdict verdict, List<ItemState> states) {
    Failure failure = verdict.failure();
    int dead = (int) states.stream().filter(state -> state == ItemState.DEAD).count();
    int waiting = states.size() - dead;
    if (dead > 0) {
      progress.dead(dead);
      rowLog.dead(claims, verdict.call(), failure);
    }
    if (waiting > 0 && failure.errorClass() == ErrorClass.THROTTLED) {
      progress.throttled(waiting);
      rowLog.throttled(claims, verdict.call(), failure);
    } else if (waiting > 0) {
      progress.retried(waiting);
      rowLog.retried(claims, verdict.call(), failure);
    }
    progress.lost(claims.size() - states.size());
  }

  /** An answer that the table does not take: the row is DEAD, its neighbours are not held up. */
  public Verdict unwritable(Answer answer, Throwable thrown) {
    return new Verdict(
        answer.question(),
        Failure.of(
            ErrorClass.INVALID,
            "SQL_" + EnrichTable.sqlState(thrown),
            "The table refuses the answer: " + thrown.getMessage()),
        "answered by bot " + answer.bot());
  }
}
