package io.serai.cli;

import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.dev.PlainCopy;
import io.serai.files.ScanOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.services.s3.S3Client;

/** Small objects copied by the line, against the SDK alone. */
final class FilesCopyBench {

  private static final String PLAIN = FilesBench.PREFIX + "plain";
  private static final double GOAL = 0.80;

  private final FilesBench bench;
  private final int objects;
  private final int size;
  private final int passes;
  private final int parallel;

  /**
   * @param size bytes of an object
   * @param passes how often a run copies each, so that it lasts long enough
   * @param parallel objects at a time
   */
  FilesCopyBench(FilesBench bench, int objects, int size, int passes, int parallel) {
    this.bench = bench;
    this.objects = objects;
    this.size = size;
    this.passes = passes;
    this.parallel = parallel;
  }

  /** Measures both, taking turns, after as many runs of each to warm up. */
  Map<String, Object> run(int warmUps, int repeats)
      throws InterruptedException, ExecutionException {
    List<SteadyRate> line = new ArrayList<>();
    List<SteadyRate> plain = new ArrayList<>();
    // a pool has a quarter more threads than it parses files at a time
    int pool = Math.max(1, parallel * 4 / 5);
    Settings run = bench.newRun(Map.of(Setting.FILES_PARSER, "copy", Setting.POOL_SIZE, pool));
    try (S3Client s3 = bench.client(parallel);
        BenchWorker worker = new BenchWorker(run)) {
      BenchObjects storage = new BenchObjects(s3);
      List<String> keys = storage.fill(FilesBench.SOURCE, objects, size);
      for (int i = 0; i < warmUps + repeats; i++) {
        line.add(byLine(worker, storage));
        plain.add(byPlain(s3, storage, keys));
      }
      storage.empty(FilesBench.SOURCE);
    }
    return fields(
        SteadyRate.median(line.subList(warmUps, line.size())),
        SteadyRate.median(plain.subList(warmUps, plain.size())));
  }

  private SteadyRate byLine(BenchWorker worker, BenchObjects storage) throws InterruptedException {
    storage.empty(FilesBench.RESULTS);
    SteadyRate rate = worker.run(this::scan, (long) objects * passes);
    requireAll(storage.empty(FilesBench.RESULTS));
    return rate;
  }

  private void scan(Application application) {
    ScanOptions all = new ScanOptions(FilesBench.SOURCE, "", null, Long.MAX_VALUE, true, true);
    for (int pass = 0; pass < passes; pass++) {
      FilesScans.run(application, all);
    }
  }

  private SteadyRate byPlain(S3Client s3, BenchObjects storage, List<String> keys)
      throws InterruptedException, ExecutionException {
    storage.empty(PLAIN);
    PlainCopy copy = new PlainCopy(s3, FilesBench.SOURCE, PLAIN, keys, passes);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<?> end =
          thread.submit(
              () -> {
                copy.run(parallel);
                return null;
              });
      SteadyRate rate = SteadyRate.watch(copy::copied, (long) objects * passes);
      end.get();
      requireAll(storage.empty(PLAIN));
      return rate;
    } finally {
      thread.shutdownNow();
    }
  }

  private void requireAll(int found) {
    if (found != objects) {
      throw new IllegalStateException("%d results instead of %d".formatted(found, objects));
    }
  }

  private Map<String, Object> fields(SteadyRate line, SteadyRate plain) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("scenario", "copy");
    fields.put("objects", objects);
    fields.put("bytes each", size);
    fields.put("passes", passes);
    fields.put("in parallel", parallel);
    fields.put("files/s", BenchNumbers.rounded(line.perSecond(), 10));
    fields.put("plain SDK files/s", BenchNumbers.rounded(plain.perSecond(), 10));
    fields.put("ratio", BenchNumbers.rounded(line.perSecond() / plain.perSecond(), 1000));
    fields.put("goal", GOAL);
    fields.put("CPU µs/file", Math.round(line.cpuMicros()));
    fields.put("plain CPU µs/file", Math.round(plain.cpuMicros()));
    fields.put("memory MB", ProcessUse.residentMb());
    return fields;
  }
}
