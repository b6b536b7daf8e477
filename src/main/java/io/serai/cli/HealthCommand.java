package io.serai.cli;

import io.serai.config.Setting;
import io.serai.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code serai health}: asks the service that runs on this machine. */
@Command(
    name = "health",
    description = "Ask the running service for its health; exit code 0 when it is up.",
    mixinStandardHelpOptions = true)
final class HealthCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Spec private CommandSpec spec;
  @Mixin private SettingOptions options;

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = options.load();
    String address =
        "http://%s:%s/observe/health"
            .formatted(
                settings.text(Setting.SERAI_MANAGEMENT_HOST),
                settings.text(Setting.SERAI_MANAGEMENT_PORT));
    HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    HttpRequest request = HttpRequest.newBuilder(URI.create(address)).timeout(PATIENCE).build();
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      spec.commandLine().getOut().println(response.body());
      return response.statusCode() == 200 ? ExitCode.DONE : ExitCode.ITEMS_FAILED;
    } catch (IOException e) {
      spec.commandLine()
          .getErr()
          .printf("No service answers at %s: %s. Start one with serai run.%n", address, e);
      return ExitCode.UNEXPECTED;
    }
  }
}
