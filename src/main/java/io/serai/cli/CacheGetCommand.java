package io.serai.cli;

import io.serai.cache.CachedValue;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code serai cache get KEY}: what readers get. */
@Command(
    name = "get",
    description = "Print the value of a Redis key as it is, and on the error output its lifetime.",
    mixinStandardHelpOptions = true)
final class CacheGetCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private SettingOptions options;

  @Parameters(paramLabel = "KEY", description = "The key, such as nova:cache:trending:1h.")
  private String key;

  @Override
  public Integer call() {
    try (CacheDoor door = new CacheDoor(options.load())) {
      Optional<CachedValue> found = door.store().get(key);
      if (found.isEmpty()) {
        Logging.tell(
            spec.commandLine().getErr(),
            "There is no key %s. serai cache list shows what is refreshed".formatted(key));
        return ExitCode.ITEMS_FAILED;
      }
      spec.commandLine().getOut().println(new String(found.get().value(), StandardCharsets.UTF_8));
      spec.commandLine().getOut().flush();
      Logging.tell(
          spec.commandLine().getErr(),
          found.get().ttl().map(ttl -> "TTL " + ttl.toSeconds() + " s").orElse("no TTL"));
      return ExitCode.DONE;
    }
  }
}
