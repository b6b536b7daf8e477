package io.serai.cli;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.serai.config.Settings;
import io.serai.config.SettingsException;
import io.serai.dev.Behaviour;
import io.serai.dev.CozeDouble;
import io.serai.ops.Operations;
import io.serai.testing.LogLines;
import io.serai.testing.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine;

class ManagementPortTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  private static final Duration LEASE = Duration.ofMinutes(1);

  private final StringWriter err = new StringWriter();

  private int execute(CozeDouble coze, int port, String... command) {
    TestService.fill(DATABASE, 3);
    Map<String, String> settings = new HashMap<>(DATABASE.environment());
    settings.putAll(TestService.settings(coze));
    settings.put("SERAI_MANAGEMENT_PORT", String.valueOf(port));
    List<String> arguments = new ArrayList<>(List.of(command));
    settings.forEach((name, value) -> arguments.addAll(List.of("-s", name + "=" + value)));
    CommandLine line = RootCommand.commandLine();
    line.setErr(new PrintWriter(err, true));
    line.setOut(new PrintWriter(new StringWriter()));
    return line.execute(arguments.toArray(String[]::new));
  }

  @Test
  void should_end_with_2_and_say_which_port_when_a_service_finds_it_taken() throws IOException {
    try (CozeDouble coze = CozeDouble.start(Behaviour.quick());
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {

      int code = execute(coze, taken.getLocalPort(), "run");

      assertThat(code).isEqualTo(ExitCode.WRONG_USAGE);
      assertThat(err.toString())
          .contains(
              "SERAI_MANAGEMENT_PORT=%d on 127.0.0.1 cannot be used: "
                  .formatted(taken.getLocalPort()));
    }
  }

  @Test
  void should_not_care_about_the_port_when_only_a_command_runs() throws IOException {
    try (CozeDouble coze = CozeDouble.start(Behaviour.quick());
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {

      int code = execute(coze, taken.getLocalPort(), "enrich", "run", "--once");

      assertThat(code).as(err.toString()).isEqualTo(ExitCode.DONE);
    }
  }

  @Test
  void should_go_on_and_say_which_port_when_another_worker_takes_it_meanwhile() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        LogLines told = LogLines.of(ManagementPort.class);
        LogLines vertx = LogLines.of("io.vertx");
        LogLines camel = LogLines.of("org.apache.camel.component.platform")) {

      startUnaware(Extent.FOLLOW, taken.getLocalPort());

      assertThat(told.all())
          .singleElement(as(STRING))
          .startsWith(
              "This process shows no health and metrics: SERAI_MANAGEMENT_PORT=%d on 127.0.0.1 cannot be used: "
                  .formatted(taken.getLocalPort()));
      assertThat(vertx.all()).isEmpty();
      assertThat(camel.all()).isEmpty();
    }
  }

  @Test
  void should_refuse_a_service_when_another_process_takes_its_port_meanwhile() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> startUnaware(Extent.SERVICE, taken.getLocalPort()))
          .isInstanceOf(SettingsException.class)
          .hasMessageContaining("SERAI_MANAGEMENT_PORT=%d".formatted(taken.getLocalPort()));
    }
  }

  /** Routes of a process that has found the port free. */
  private static void startUnaware(Extent extent, int port) {
    Settings settings = DATABASE.settings(Map.of("SERAI_MANAGEMENT_PORT", String.valueOf(port)));
    Routes routes = new Routes(settings, Map.of(), extent, true);
    try (Operations operations = new Operations(settings, List.of(), DATABASE.dataSource())) {
      routes.start(operations, DATABASE.ledger("a", LEASE), DATABASE.dataSource());
    } finally {
      routes.stop(LEASE);
    }
  }
}
