package io.serai.cli;

import io.serai.dev.CozeDouble;
import io.serai.testing.TestDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;

/** The command line in this process, on a database and a Coze double. */
final class Cli {

  private final Map<String, String> settings = new HashMap<>();

  /** What a command left. */
  record Result(int code, String out, String err) {}

  Cli(TestDatabase database) {
    settings.putAll(database.environment());
    settings.put("SERAI_LOG_DIR", "");
  }

  Cli(TestDatabase database, CozeDouble coze) {
    this(database);
    settings.put("COZE_API_URL", coze.v2Url());
    settings.put("COZE_AUTHORIZATION", "Bearer token");
    settings.put("COZE_BOT_IDS", "bot-1,bot-2,bot-3");
    settings.put("SERAI_RETRY_DELAY", "0");
    settings.put("SERAI_SHUTDOWN_TIMEOUT", "10");
    settings.put("SERAI_MANAGEMENT_PORT", "0");
  }

  Cli with(String setting, Object value) {
    settings.put(setting, String.valueOf(value));
    return this;
  }

  Map<String, String> settings() {
    return Map.copyOf(settings);
  }

  Result run(String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    settings.forEach((name, value) -> arguments.addAll(List.of("-s", name + "=" + value)));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        RootCommand.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    int code = line.execute(arguments.toArray(String[]::new));
    return new Result(code, out.toString(), err.toString());
  }

  CompletableFuture<Result> start(String... command) {
    CompletableFuture<Result> result = new CompletableFuture<>();
    Thread thread = new Thread(() -> result.complete(run(command)));
    thread.setDaemon(true);
    thread.start();
    return result;
  }
}
