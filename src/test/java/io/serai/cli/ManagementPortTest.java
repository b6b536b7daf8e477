package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.dev.Behaviour;
import io.serai.dev.CozeDouble;
import io.serai.testing.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine;

class ManagementPortTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

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
}
