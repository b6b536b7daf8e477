package io.serai.files;

/** One scan and how far it is. One thread at a time writes, any may read. */
public final class ScanRun {

  private final ScanOptions options;
  private volatile String after;
  private volatile boolean resumed;
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

  void begin(String point) {
    after = point;
    resumed = !point.isEmpty();
  }

  void confirmed(ScanPage page) {
    after = page.last();
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

  /** Whether it went on where an earlier one was interrupted. */
  public boolean isResumed() {
    return resumed;
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
