package io.serai.cli;

import io.serai.files.FileScan;
import io.serai.files.GeneratedTask;
import io.serai.files.ScanOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Makes tasks of keys that somebody lists, in that order, in memory that does not depend on their
 * number. Looks up several at a time. One thread at a time.
 */
final class ListedKeys implements AutoCloseable {

  private static final int PORTION = 500;
  private static final int AT_ONCE = 8;

  /** How many keys without an object are named; the others are counted. */
  static final int MOST_NAMED = 100;

  private final ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
  private final FileScan scan;
  private final ScanOptions options;
  private final BufferedReader lines;
  private final List<String> named = new ArrayList<>();
  private boolean begun;
  private long made;
  private long missing;

  /**
   * @param options of which bucket, destBucket and most count
   * @param lines a key each
   */
  ListedKeys(FileScan scan, ScanOptions options, BufferedReader lines) {
    this.scan = scan;
    this.options = options;
    this.lines = lines;
  }

  /**
   * Makes them all, or as many as are wanted.
   *
   * @param send takes some tasks at a time, never none
   * @throws IOException when the list cannot be read
   * @throws RuntimeException when the storage does not answer or refuses
   */
  void make(Consumer<List<GeneratedTask>> send) throws IOException {
    for (List<String> keys = portion(); !keys.isEmpty(); keys = portion()) {
      List<GeneratedTask> tasks = tasks(keys);
      if (!tasks.isEmpty()) {
        send.accept(tasks);
        made += tasks.size();
      }
    }
  }

  private List<String> portion() throws IOException {
    long size = Math.min(PORTION, options.most() - made);
    List<String> keys = new ArrayList<>();
    while (keys.size() < size) {
      String key = next();
      if (key == null) {
        break;
      }
      keys.add(key);
    }
    return keys;
  }

  /** The next key; null after the last one. */
  private String next() throws IOException {
    String line = lines.readLine();
    if (line != null && !begun) {
      // editors on Windows put a byte order mark before the first one
      line = line.startsWith("\uFEFF") ? line.substring(1) : line;
      begun = true;
    }
    while (line != null && line.isBlank()) {
      line = lines.readLine();
    }
    return line;
  }

  private List<GeneratedTask> tasks(List<String> keys) {
    List<CompletableFuture<Optional<GeneratedTask>>> found =
        keys.stream().map(key -> CompletableFuture.supplyAsync(() -> task(key), pool)).toList();
    List<GeneratedTask> tasks = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      String key = keys.get(i);
      found.get(i).join().ifPresentOrElse(tasks::add, () -> miss(key));
    }
    return tasks;
  }

  private Optional<GeneratedTask> task(String key) {
    return scan.single(options.bucket(), key, options.destBucket(), null);
  }

  private void miss(String key) {
    missing++;
    if (named.size() < MOST_NAMED) {
      named.add(key);
    }
  }

  /** Keys of which there is no object. */
  long missing() {
    return missing;
  }

  /** The first key that is left because as many tasks are made as were wanted, or null. */
  String left() throws IOException {
    return made < options.most() ? null : next();
  }

  /** What was done, for a table. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("tasks", made);
    fields.put("missing", named);
    fields.put("missing in all", missing);
    return fields;
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
