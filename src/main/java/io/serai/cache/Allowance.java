package io.serai.cache;

import static io.serai.cache.JobKeys.bytes;

import java.util.ArrayList;
import java.util.List;

/** What {@code allow.lua} is asked of a publication, and {@code record.lua} is told. */
final class Allowance {

  /** The keys that count are counted by the script. */
  static final long UNCOUNTED = -1;

  private Allowance() {}

  /**
   * Refuses what no look at Redis can save.
   *
   * @throws RefusedPublishException when it has fewer rows than the guard wants
   */
  static void requireRows(Turn turn, Publication publication) {
    long least = publication.guard().minRows();
    if (!publication.isBatch() && publication.rows() < least) {
      throw new RefusedPublishException(
          turn, "%d rows are fewer than min_rows: %d".formatted(publication.rows(), least));
    }
  }

  /** Arguments of {@code allow.lua}. */
  static List<byte[]> question(Turn turn, Publication publication, long existing) {
    return List.of(
        bytes(turn.fence()),
        bytes(turn.owner()),
        bytes(publication.amount()),
        bytes(publication.comparison()),
        bytes(String.valueOf(1 - publication.guard().maxShrink())),
        bytes(existing));
  }

  /**
   * Takes its answer.
   *
   * @throws LostTurnException when the turn is over
   * @throws RefusedPublishException when too much is gone
   */
  static void require(Turn turn, Publication publication, List<?> answer) {
    CacheStore.requireTurn(turn, answer);
    if (Answers.text(answer.get(0)).equals("SHRUNK")) {
      throw new RefusedPublishException(
          turn,
          "%d %s after %d have shrunk by more than max_shrink: %s"
              .formatted(
                  publication.amount(),
                  publication.comparison().equals("rows") ? "rows" : "keys",
                  Answers.number(answer.get(1)),
                  publication.guard().maxShrink()));
    }
  }

  /** Arguments of {@code record.lua}. */
  static List<byte[]> record(Turn turn, Publication publication) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(bytes(turn.fence()));
    arguments.add(bytes(turn.owner()));
    arguments.add(bytes(turn.lease().toMillis()));
    arguments.add(bytes(publication.rows()));
    arguments.add(bytes(publication.entries().size()));
    arguments.add(bytes(publication.cursor()));
    arguments.addAll(publication.records());
    return arguments;
  }
}
