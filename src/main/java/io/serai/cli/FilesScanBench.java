package io.serai.cli;

import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.dev.ListingDouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tasks of many objects and of few, each by a process with a small heap: memory must not grow. */
final class FilesScanBench {

  private static final int HEAP_MB = 96;
  private static final int FEW = 1_000;
  private static final Pattern COLLECTION = Pattern.compile("\\d+M->(\\d+)M\\(");

  private final FilesBench bench;
  private final int many;

  /** A scan and the heap that its process could not collect, at the most. */
  private record Scan(BenchChild child, long liveMb) {}

  FilesScanBench(FilesBench bench, int many) {
    this.bench = bench;
    this.many = many;
  }

  Map<String, Object> run() throws IOException, InterruptedException {
    bench.forget();
    try (ListingDouble storage = ListingDouble.start()) {
      return fields(scan(storage, FEW), scan(storage, many));
    }
  }

  private Scan scan(ListingDouble storage, int objects) throws IOException, InterruptedException {
    String bucket = FilesBench.PREFIX + "listed-" + objects;
    Settings run =
        bench.newRun(Map.of(Setting.OBS_SERVER, storage.url(), Setting.SOURCE_BUCKET, bucket));
    Path folder = Files.createDirectories(bench.path().resolve(bucket));
    Path collections = folder.resolve("gc.log").toAbsolutePath();
    BenchChild child =
        bench.child(
            folder, HEAP_MB, "-Xlog:gc:file=" + collections, run, "files", "generate", "--json");
    if (!child.output().contains("\"tasks\" : " + objects)) {
      throw new IllegalStateException("Not every object became a task: " + child.output());
    }
    return new Scan(child, live(collections));
  }

  private static long live(Path collections) throws IOException {
    Matcher found = COLLECTION.matcher(Files.readString(collections));
    long most = 0;
    while (found.find()) {
      most = Math.max(most, Long.parseLong(found.group(1)));
    }
    return most;
  }

  private Map<String, Object> fields(Scan few, Scan all) {
    double seconds = all.child().seconds() - few.child().seconds();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("scenario", "scan");
    fields.put("objects", many);
    fields.put("seconds", BenchNumbers.rounded(all.child().seconds(), 10));
    fields.put("objects/s", BenchNumbers.rounded((many - FEW) / seconds, 10));
    fields.put("heap MB", HEAP_MB);
    fields.put("live heap MB", all.liveMb());
    fields.put("live heap MB of %,d".formatted(FEW), few.liveMb());
    fields.put("peak memory MB", all.child().peakMb());
    fields.put("peak memory MB of %,d".formatted(FEW), few.child().peakMb());
    return fields;
  }
}
