package io.serai.cli;

import io.serai.cache.CacheJobView;
import io.serai.cache.CacheJobs;
import io.serai.cache.CacheStore;
import io.serai.config.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code serai cache list}: the jobs, and how fresh their values are. */
@Command(
    name = "list",
    description = "Show every cache job, its age and what went wrong last.",
    mixinStandardHelpOptions = true)
final class CacheListCommand implements Callable<Integer> {

  private static final int LONGEST = 100;

  @Spec private CommandSpec spec;
  @Mixin private SettingOptions options;
  @Mixin private Output output;

  @Override
  public Integer call() {
    Settings settings = options.load();
    try (CacheDoor door = new CacheDoor(settings)) {
      CacheJobs jobs = door.jobs();
      CacheStore store = door.store();
      List<Map<String, Object>> rows = jobs.views(store).stream().map(this::row).toList();
      output.table(spec.commandLine().getOut(), rows, "There is no cache job.");
      jobs.refused()
          .values()
          .forEach(why -> Logging.tell(spec.commandLine().getErr(), "Refused: " + why));
      return jobs.refused().isEmpty() ? ExitCode.DONE : ExitCode.ITEMS_FAILED;
    }
  }

  private Map<String, Object> row(CacheJobView view) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("job", view.name());
    row.put("key", view.key());
    row.put("interval s", view.interval().toSeconds());
    row.put("ttl s", view.ttl().toSeconds());
    row.put("age s", view.state().age().map(age -> age.toSeconds()).orElse(null));
    row.put("keys", view.state().keys());
    row.put("state", view.status());
    row.put("next in s", view.dueInSeconds());
    row.put("last error", view.state().failures() == 0 ? null : error(view));
    return row;
  }

  /** In a table it must not be longer than a line; --json has all of it. */
  private String error(CacheJobView view) {
    String error = view.state().lastError();
    return output.isJson() || error.length() <= LONGEST ? error : error.substring(0, LONGEST) + "…";
  }
}
