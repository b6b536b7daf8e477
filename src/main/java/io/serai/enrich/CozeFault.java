package io.serai.enrich;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Who is to blame for a reply without an answer, after Coze's table of error codes. */
enum CozeFault {
  /** The bot is asked too often: it gets a pause, the row waits. */
  THROTTLED,
  /** The API is away: the row waits until it is back. */
  UNAVAILABLE,
  /** May go well next time. */
  TRANSIENT,
  /** The bot or the token is misconfigured or has no balance left: no row can be answered by it. */
  BOT,
  /** This text cannot be answered, by any bot. */
  ROW;

  private static final Set<Long> THROTTLING = Set.of(4008L, 4009L, 4013L, 4020L, 4102L, 710005002L);

  private static final Set<Long> OF_BOT =
      Set.of(
          4006L,
          4007L,
          4011L,
          4012L,
          4015L,
          4019L,
          4021L,
          4022L,
          4028L,
          4100L,
          4101L,
          4200L,
          700012006L,
          700012014L,
          700012015L,
          702242002L,
          702242003L,
          702082020L,
          702095072L,
          702232007L,
          708232003L,
          717995023L,
          717995024L);

  private static final long BAD_REQUEST = 4000;

  private static final Set<Long> OF_ROW = Set.of(4000L, 4004L, 4010L, 4014L, 4105L, 702242001L);

  /** Pauses that Coze's documentation asks for; the daily limit is looked at again every hour. */
  private static final Map<Long, Duration> PAUSES =
      Map.of(4020L, Duration.ofMinutes(1), 4008L, Duration.ofHours(1));

  /** What a code other than 0 means; an unknown one is retried a few times. */
  private static CozeFault ofCode(long code) {
    if (THROTTLING.contains(code)) {
      return THROTTLED;
    }
    if (OF_BOT.contains(code)) {
      return BOT;
    }
    return OF_ROW.contains(code) ? ROW : TRANSIENT;
  }

  /**
   * What a code means that comes with an HTTP status. A code that is not in the table says less
   * than the status; and Coze answers 4000 with 404 when the address is wrong, not the text.
   */
  static CozeFault of(int status, long code) {
    CozeFault byCode = ofCode(code);
    if (status / 100 == 2) {
      return byCode;
    }
    CozeFault byStatus = ofStatus(status);
    boolean wrongAddress = code == BAD_REQUEST && byStatus == BOT;
    return byCode == TRANSIENT || byStatus == THROTTLED || wrongAddress ? byStatus : byCode;
  }

  /** The pause that a code asks for by itself, or null. */
  static Duration pauseOfCode(long code) {
    return PAUSES.get(code);
  }

  /** What an HTTP status means when the body is not one of Coze's. */
  static CozeFault ofStatus(int status) {
    return switch (status) {
      case 429 -> THROTTLED;
      case 401, 403, 404, 405 -> BOT;
      case 502, 503, 504 -> UNAVAILABLE;
      case 400, 413, 414, 422 -> ROW;
      default -> TRANSIENT;
    };
  }
}
