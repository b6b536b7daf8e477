package io.serai.ops;

import static io.serai.ops.ReloadFixture.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RouteReloadRefusalTest {

  private static final String FILE = "mine.camel.yaml";

  @TempDir Path root;
  private ReloadFixture serai;

  @BeforeEach
  void start() throws Exception {
    serai = new ReloadFixture(root).start();
    serai.write(FILE, route("mine-a", "good"));
    serai.write("other.camel.yaml", route("other-a", "other"));
    serai.settle();
  }

  @AfterEach
  void stop() throws Exception {
    serai.close();
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        arguments("syntax", "- route: {id: mine-a, from: [", 1, "stream end"),
        arguments("no list", "route: {}", 1, "must be a list"),
        arguments("empty", "# nothing\n", 0, "holds no route"),
        arguments("top-level key", "- rout: {}", 1, "'rout' is unknown"),
        arguments(
            "key for all files", "- errorHandler: {noErrorHandler: {}}", 1, "beyond this file"),
        arguments("bare from", "- from: {uri: 'direct:x'}", 1, "has no id"),
        arguments("no id", "- route: {from: {uri: 'direct:x'}}", 1, "needs id"),
        arguments("unknown key", step("log: {messag: x}"), 7, "messag"),
        arguments("unknown step", step("lgo: {message: x}"), 7, "lgo"),
        arguments("kebab case", step("set-body: {simple: {expression: x}}"), 7, "set-body"),
        arguments(
            "unknown option", step("to: {uri: 'log:x', parameters: {levle: INFO}}"), 1, "levle"),
        arguments("unknown component", step("to: {uri: 'nonsense:x'}"), 1, "nonsense"),
        arguments("missing bean", step("bean: {ref: absent}"), 1, "absent"),
        arguments("missing method", step("bean: {ref: clerk, method: absent}"), 1, "absent"),
        arguments("missing processor", step("process: {ref: absent}"), 1, "absent"),
        arguments(
            "missing bean option",
            step("to: {uri: 'log:x', parameters: {exchangeFormatter: '#absent'}}"),
            1,
            "absent"),
        arguments(
            "missing expression bean",
            step("setBody: {expression: {method: {ref: absent}}}"),
            1,
            "absent"),
        arguments(
            "missing kamelet", step("to: {uri: 'kamelet:absent-action'}"), 1, "absent-action"),
        arguments(
            "broken simple",
            step("setBody: {expression: {simple: {expression: '${body'}}}"),
            1,
            "functionEnd"),
        arguments("unknown function", step("log: {message: '${bodi}'}"), 1, "bodi"),
        arguments("missing property", step("to: {uri: 'log:{{absent}}'}"), 1, "absent"),
        arguments(
            "broken policy",
            "- routeConfiguration: {id: p, onException: [{onException: {exception:"
                + " [java.io.IOException], steps: [{to: {uri: 'nonsense:x'}}]}}]}",
            0,
            "nonsense"),
        arguments(
            "missing policy",
            route("mine-a", "routeConfigurationId: absent", "stop: {}"),
            3,
            "routeConfiguration 'absent'"),
        arguments("id twice", route("mine-a", "1") + route("mine-a", "2"), 8, "in line 1 already"),
        arguments("id of another file", route("other-a", "x"), 1, "other.camel.yaml"),
        arguments("id of Serai", route("line-main", "x"), 1, "Serai's own"),
        arguments(
            "input of another route",
            route("mine-a", "x").replace("direct:mine-a", "direct:line-main"),
            1,
            "same input as route 'line-main'"));
  }

  private static String step(String step) {
    return route("mine-a", "", step);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void should_keep_the_running_routes_when_the_file_is_faulty(
      String name, String content, int line, String reason) throws Exception {
    serai.context.getRegistry().bind("clerk", new Clerk());
    serai.write(FILE, content);

    ReloadReport report = serai.settle();

    assertThat(serai.ask("mine-a")).isEqualTo("good");
    assertThat(serai.ask("other-a")).isEqualTo("other");
    assertThat(report.refused())
        .singleElement()
        .satisfies(
            refusal -> {
              assertThat(refusal.file()).isEqualTo(FILE);
              assertThat(refusal.reason()).contains(reason);
              assertThat(refusal.line().orElse(0)).isEqualTo(line);
            });
  }

  @Test
  void should_warn_once_and_forget_when_the_content_is_mended() throws Exception {
    serai.write(FILE, "- rout: {}");
    assertThat(serai.settle().refused()).hasSize(1);
    assertThat(serai.settle().isEmpty()).isTrue();
    assertThat(serai.reload.refusedTotal()).isEqualTo(1);
    assertThat(serai.reload.lastErrors().keySet()).containsExactly(FILE);

    serai.write(FILE, "- rout: {x: y}");
    assertThat(serai.settle().refused()).hasSize(1);
    assertThat(serai.reload.refusedTotal()).isEqualTo(2);

    serai.write(FILE, route("mine-a", "mended"));

    assertThat(serai.settle().changed()).containsExactly("mine-a");
    assertThat(serai.reload.lastErrors()).isEmpty();
  }

  /** A bean without the method that the route asks for. */
  public static final class Clerk {
    public String greet() {
      return "good day";
    }
  }
}
