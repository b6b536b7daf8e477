package io.serai.cli;

import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.dev.PausingParser;
import io.serai.files.FileResult;
import io.serai.files.FileTask;
import io.serai.files.GeneratedTask;
import io.serai.files.ResultFilter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.s3.S3Client;

/** Files whose parser takes its time, many at once: the workers are the limit, or should be. */
final class FilesWorkBench {

  private static final double GOAL = 0.95;
  private static final int OBJECTS = 1_000;
  private static final int OBJECT_BYTES = 1_024;
  private static final int SENT_AT_ONCE = 1_000;

  /** One task in so many is for the same object as the one before it. */
  private static final int REPEATED = 10;

  private final FilesBench bench;
  private final int parallel;
  private final int tasks;

  FilesWorkBench(FilesBench bench, int parallel, int seconds) {
    this.bench = bench;
    this.parallel = parallel;
    this.tasks = (int) bound(parallel) * seconds;
  }

  private static double bound(int parallel) {
    return parallel * 1000.0 / PausingParser.MILLIS;
  }

  /** Measures again and again, after as many runs to warm up; the median counts. */
  Map<String, Object> run(int warmUps, int repeats)
      throws InterruptedException, ExecutionException {
    Settings run = newRun();
    try (S3Client s3 = bench.client(parallel);
        BenchWorker worker = new BenchWorker(run)) {
      BenchObjects storage = new BenchObjects(s3);
      List<String> keys = storage.fill(FilesBench.SOURCE, OBJECTS, OBJECT_BYTES);
      List<SteadyRate> rates = new ArrayList<>();
      int disorder = 0;
      for (int i = 0; i < warmUps + repeats; i++) {
        bench.forget();
        storage.empty(FilesBench.RESULTS);
        rates.add(worker.run(application -> send(application, keys), tasks));
        disorder += disorder(run);
      }
      storage.empty(FilesBench.SOURCE);
      storage.empty(FilesBench.RESULTS);
      return fields(SteadyRate.median(rates.subList(warmUps, rates.size())), disorder);
    }
  }

  private Settings newRun() {
    return bench.newRun(
        Map.of(
            Setting.DBC_FACTORY,
            PausingParser.class.getName(),
            Setting.FILES_PARSER,
            PausingParser.NAME,
            Setting.POOL_SIZE,
            parallel));
  }

  private void send(Application application, List<String> keys) {
    for (int from = 0; from < tasks; from += SENT_AT_ONCE) {
      List<GeneratedTask> some =
          IntStream.range(from, Math.min(tasks, from + SENT_AT_ONCE))
              .mapToObj(number -> task(number, keys))
              .toList();
      FilesScans.send(application, "direct:files-send", some);
    }
  }

  private static GeneratedTask task(int number, List<String> keys) {
    String key = keys.get((number - number % REPEATED / (REPEATED - 1)) % keys.size());
    return new GeneratedTask(
        new FileTask(key, FilesBench.SOURCE, null, null, (long) OBJECT_BYTES, null, null),
        "%s/%s@%08d".formatted(FilesBench.SOURCE, key, number),
        null);
  }

  /** How many tasks began before the one of the same object before them had ended. */
  private static int disorder(Settings run) {
    Map<String, TreeMap<String, FileResult>> byKey = new HashMap<>();
    try (Application application = Application.open(run)) {
      application
          .fileResults()
          .export(
              new ResultFilter(null, FilesBench.SOURCE, null, null, 0),
              result ->
                  byKey
                      .computeIfAbsent(result.key(), key -> new TreeMap<>())
                      .put(result.task(), result));
    }
    return byKey.values().stream().mapToInt(FilesWorkBench::disorder).sum();
  }

  private static int disorder(TreeMap<String, FileResult> inOrderSent) {
    int wrong = 0;
    Instant free = Instant.MIN;
    for (FileResult result : new ArrayList<>(inOrderSent.values())) {
      wrong += result.startedAt().isBefore(free) ? 1 : 0;
      // beginnings are known to the millisecond
      free = result.finishedAt().truncatedTo(ChronoUnit.MILLIS);
    }
    return wrong;
  }

  private Map<String, Object> fields(SteadyRate rate, int disorder) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("scenario", "work");
    fields.put("tasks", tasks);
    fields.put("ms each", PausingParser.MILLIS);
    fields.put("in parallel", parallel);
    fields.put("files/s", BenchNumbers.rounded(rate.perSecond(), 10));
    fields.put("bound files/s", bound(parallel));
    fields.put("ratio", BenchNumbers.rounded(rate.perSecond() / bound(parallel), 1000));
    fields.put("goal", GOAL);
    fields.put("out of order", disorder);
    fields.put("CPU µs/file", Math.round(rate.cpuMicros()));
    fields.put("memory MB", ProcessUse.residentMb());
    return fields;
  }
}
