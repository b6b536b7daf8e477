package io.serai.files;

import io.serai.files.store.ObjectPage;
import io.serai.files.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * One scan and how far it is. One that goes on where an earlier one stopped goes round: from there
 * to the last key, then from the first one to there, because objects before that point may be new
 * or changed, too. A forced one ends at the last key, or it would make the same tasks for ever. One
 * thread at a time writes, any may read.
 */
public final class ScanRun {

  private final ScanOptions options;
  private volatile String from = "";
  private volatile String after = "";
  private volatile boolean second;
  private volatile boolean over;
  private volatile long listed;
  private volatile long made;

  /** A scan that has not begun. */
  public ScanRun(ScanOptions options) {
    this.options = options;
  }

  ScanOptions options() {
    return options;
  }

  /**
   * Begins.
   *
   * @param point the key to go on after; empty: at the first one
   */
  void begin(String point) {
    from = point;
    after = point;
  }

  /** What a page lists that this scan has not listed yet. */
  ScanPage page(ObjectPage page) {
    if (second) {
      List<StoredObject> objects =
          page.objects().stream().filter(object -> !isBeyond(object.key())).toList();
      boolean end = !page.more() || isBeyond(page.last());
      return new ScanPage(this, objects, page.last(), end, List.of(), List.of());
    }
    boolean goesRound = isResumed() && !options.force();
    String last = !page.more() && goesRound ? "" : page.last();
    boolean end = !page.more() && !goesRound;
    return new ScanPage(this, page.objects(), last, end, List.of(), List.of());
  }

  /**
   * Whether it was listed in the first half for sure: storages order keys by their bytes or, as the
   * embedded one, by UTF-16. To look at a key twice does no harm.
   */
  private boolean isBeyond(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return key.compareTo(from) > 0
        && Arrays.compareUnsigned(bytes, from.getBytes(StandardCharsets.UTF_8)) > 0;
  }

  void confirmed(ScanPage page) {
    after = page.last();
    second |= after.isEmpty();
    over = page.end() || made + page.tasks().size() >= options.most();
    listed += page.objects().size();
    made += page.tasks().size();
  }

  String after() {
    return after;
  }

  boolean isOver() {
    return over;
  }

  long left() {
    return options.most() - made;
  }

  /** Whether it went on where an earlier one stopped. */
  public boolean isResumed() {
    return !from.isEmpty();
  }

  /** Objects that were looked at. */
  public long listed() {
    return listed;
  }

  /** Tasks that were made. */
  public long made() {
    return made;
  }
}
