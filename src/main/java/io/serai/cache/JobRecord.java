package io.serai.cache;

import static io.serai.cache.Answers.number;
import static io.serai.cache.Answers.text;
import static io.serai.cache.JobKeys.bytes;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The part of a job's hash that a publication looks at and adds to. */
record JobRecord(String fence, String owner, long rows, long keys, long walkRows, long walkKeys) {

  private static final String[] FIELDS = {
    "fence", "owner", "rows", "keys", "walk_rows", "walk_keys"
  };

  /** Arguments of the command that reads it. */
  static byte[][] fields(JobKeys keys) {
    return Stream.concat(Stream.of(keys.job()), Stream.of(FIELDS).map(JobKeys::bytes))
        .toArray(byte[][]::new);
  }

  static JobRecord of(Object answer) {
    List<?> values = (List<?>) answer;
    return new JobRecord(
        text(values.get(0)),
        text(values.get(1)),
        number(values.get(2)),
        number(values.get(3)),
        number(values.get(4)),
        number(values.get(5)));
  }

  void requireTurn(Turn turn) {
    if (!fence.equals(Long.toString(turn.fence())) || !owner.equals(turn.owner())) {
      throw new LostTurnException(turn);
    }
  }

  /**
   * Holds a publication against its guard.
   *
   * @param existing how many of the keys that it looks at are there
   */
  void guard(Turn turn, Publication publication, long existing) {
    Guard guard = publication.guard();
    long now = publication.rows();
    if (!publication.isBatch() && now < guard.minRows()) {
      throw new RefusedPublishException(
          turn, "%d rows are fewer than min_rows: %d".formatted(now, guard.minRows()));
    }
    if (publication.force()) {
      return;
    }
    if (publication.isBatch()) {
      require(turn, guard, "keys", publication.entries().size(), existing);
    } else if (publication.entries().size() != 1) {
      require(turn, guard, "keys", publication.entries().size(), keys);
    } else if (existing > 0) {
      require(turn, guard, "rows", now, rows);
    }
  }

  private static void require(Turn turn, Guard guard, String what, long now, long before) {
    if (guard.shrinksTooMuch(now, before)) {
      throw new RefusedPublishException(
          turn,
          "%d %s after %d have shrunk by more than max_shrink: %s"
              .formatted(now, what, before, guard.maxShrink()));
    }
  }

  /** Fields and values that the publication changes, besides the lease. */
  List<byte[]> changes(Publication publication) {
    long moreRows = publication.isBatch() ? walkRows : 0;
    long moreKeys = publication.isBatch() ? walkKeys : 0;
    List<byte[]> changes = new ArrayList<>();
    changes.add(bytes("walk_rows"));
    changes.add(bytes(moreRows + publication.rows()));
    changes.add(bytes("walk_keys"));
    changes.add(bytes(moreKeys + publication.entries().size()));
    changes.add(bytes("cursor"));
    changes.add(bytes(publication.cursor()));
    return changes;
  }
}
