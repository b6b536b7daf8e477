package io.serai.ops;

import static io.serai.ops.ReloadFixture.SHIPPED;
import static io.serai.ops.ReloadFixture.async;
import static io.serai.ops.ReloadFixture.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.StatefulService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteReloadTest {

  private static final String FILE = "mine.camel.yaml";

  @TempDir Path root;
  private ReloadFixture serai;

  @BeforeEach
  void start() throws Exception {
    serai = new ReloadFixture(root).start();
  }

  @AfterEach
  void stop() throws Exception {
    serai.close();
  }

  @Test
  void should_add_routes_when_a_file_is_new() throws Exception {
    serai.write(FILE, route("mine-a", "{{greeting}} a"), route("mine-b", "b"));

    ReloadReport report = serai.settle();

    assertThat(report.added()).containsExactlyInAnyOrder("mine-a", "mine-b");
    assertThat(serai.ask("mine-a")).isEqualTo("hello a");
    assertThat(serai.reload.poll().isEmpty()).isTrue();
  }

  @Test
  void should_wait_for_two_readings_that_agree_when_a_file_is_being_written() throws Exception {
    serai.write(FILE, route("mine-a", "1").substring(0, 30));
    assertThat(serai.reload.poll().isEmpty()).isTrue();
    serai.write(FILE, route("mine-a", "2"));
    assertThat(serai.reload.poll().isEmpty()).isTrue();

    assertThat(serai.reload.poll().added()).containsExactly("mine-a");
    assertThat(serai.reload.refusedTotal()).isZero();
  }

  @Test
  void should_replace_and_remove_only_the_routes_of_the_file_when_it_changes() throws Exception {
    serai.write(FILE, route("mine-a", "old"), route("mine-b", "b"));
    serai.write("other.camel.yaml", route("other-a", "other"));
    serai.settle();
    Route other = serai.context.getRoute("other-a");
    Route shipped = serai.context.getRoute("line-main");
    serai.write(FILE, route("mine-a", "new"), route("mine-c", "c"));

    ReloadReport report = serai.settle();

    assertThat(report.changed()).containsExactly("mine-a");
    assertThat(report.added()).containsExactly("mine-c");
    assertThat(report.removed()).containsExactly("mine-b");
    assertThat(serai.ask("mine-a")).isEqualTo("new");
    assertThat(serai.context.getRoute("mine-b")).isNull();
    assertThat(serai.context.getRoute("other-a")).isSameAs(other);
    assertThat(serai.context.getRoute("line-main")).isSameAs(shipped);
  }

  @Test
  void should_let_exchanges_in_flight_finish_when_a_file_is_deleted() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Processor slow =
        exchange -> {
          entered.countDown();
          go.await();
        };
    serai.context.getRegistry().bind("slow", slow);
    String main = route("mine-a", "", "process: {ref: slow}");
    serai.write(FILE, main + "        - to: {uri: 'direct:mine-b'}\n", route("mine-b", "done"));
    serai.settle();
    CompletableFuture<String> answer = async(() -> serai.ask("mine-a"));
    entered.await();
    serai.delete(FILE);

    CompletableFuture<ReloadReport> removal = async(serai::settle);
    StatefulService consumer = (StatefulService) serai.context.getRoute("mine-a").getConsumer();
    await().until(consumer::isSuspended);
    assertThat(serai.context.getRoute("mine-b")).isNotNull();
    go.countDown();

    assertThat(answer.get()).isEqualTo("done");
    assertThat(removal.get().removed()).containsExactlyInAnyOrder("mine-a", "mine-b");
    assertThat(serai.context.getRoute("mine-a")).isNull();
  }

  @Test
  void should_take_a_file_over_when_a_config_map_swaps_its_link() throws Exception {
    Path first = Files.createDirectories(serai.folder.resolve("..2026_01"));
    Path second = Files.createDirectories(serai.folder.resolve("..2026_02"));
    Files.writeString(first.resolve(FILE), route("mine-a", "first"));
    Files.writeString(second.resolve(FILE), route("mine-a", "second"));
    Path data = Files.createSymbolicLink(serai.folder.resolve("..data"), first.getFileName());
    Files.createSymbolicLink(serai.folder.resolve(FILE), Path.of("..data", FILE));
    serai.settle();
    assertThat(serai.ask("mine-a")).isEqualTo("first");

    Files.delete(data);
    Files.createSymbolicLink(data, second.getFileName());

    assertThat(serai.settle().changed()).containsExactly("mine-a");
    assertThat(serai.ask("mine-a")).isEqualTo("second");
  }

  @Test
  void should_override_the_shipped_file_and_put_it_back_when_the_override_goes() throws Exception {
    serai.write(SHIPPED, route("line-main", "mine"), route("line-new", "new"));

    ReloadReport override = serai.settle();

    assertThat(override.changed()).containsExactly("line-main");
    assertThat(override.added()).containsExactly("line-new");
    assertThat(override.removed()).containsExactly("line-extra");
    assertThat(serai.ask("line-main")).isEqualTo("mine");

    serai.delete(SHIPPED);
    ReloadReport back = serai.settle();

    assertThat(back.added()).containsExactly("line-extra");
    assertThat(back.removed()).containsExactly("line-new");
    assertThat(serai.ask("line-main")).isEqualTo("shipped");
    assertThat(serai.ask("line-extra")).isEqualTo("shipped");
  }

  @Test
  void should_move_a_route_between_files_when_both_change_at_once() throws Exception {
    serai.write("a.camel.yaml", route("keep", "a"));
    serai.write("b.camel.yaml", route("moving", "b"));
    serai.settle();
    serai.write("a.camel.yaml", route("keep", "a"), route("moving", "a"));
    serai.write("b.camel.yaml", route("other", "b"));

    serai.settle();

    assertThat(serai.ask("moving")).isEqualTo("a");
    assertThat(serai.reload.lastErrors()).isEmpty();
  }

  @Test
  void should_accept_a_refused_file_when_the_file_in_its_way_is_gone() throws Exception {
    serai.write("a.camel.yaml", route("same", "a"));
    serai.write("b.camel.yaml", route("same", "b"));
    assertThat(serai.settle().refused()).hasSize(1);
    serai.delete("a.camel.yaml");

    assertThat(serai.settle().added()).containsExactly("same");
    assertThat(serai.ask("same")).isEqualTo("b");
    assertThat(serai.reload.lastErrors()).isEmpty();
  }

  @Test
  void should_load_good_files_and_report_bad_ones_at_start() throws Exception {
    serai.write("bad.camel.yaml", "- route: {id: [");
    serai.write(FILE, route("mine-a", "a"));

    ReloadReport report = serai.reload.loadAtStart();

    assertThat(report.added()).containsExactly("mine-a");
    assertThat(report.refused())
        .extracting(ReloadReport.Refusal::file)
        .containsOnly("bad.camel.yaml");
    assertThat(serai.ask("mine-a")).isEqualTo("a");
  }

  @Test
  void should_keep_the_routes_when_the_folder_cannot_be_read() throws Exception {
    serai.write(FILE, route("mine-a", "a"));
    serai.settle();
    serai.delete(FILE);
    Files.delete(serai.folder);

    ReloadReport report = serai.settle();

    assertThat(report.isEmpty()).isTrue();
    assertThat(serai.reload.lastErrors().keySet()).containsExactly(serai.folder.toString());
    assertThat(serai.ask("mine-a")).isEqualTo("a");
  }

  @Test
  void should_replace_templated_routes_when_their_template_changes() throws Exception {
    serai.write(FILE, template("hello"), route("mine-b", "b"));
    serai.settle();
    assertThat(serai.ask("mine-a")).isEqualTo("hello you");
    serai.write(FILE, template("bye"), route("mine-b", "b"));

    assertThat(serai.settle().changed()).containsExactlyInAnyOrder("mine-a", "mine-b");

    assertThat(serai.ask("mine-a")).isEqualTo("bye you");
  }

  private static String template(String word) {
    return """
    - routeTemplate:
        id: greeting
        parameters: [{name: whom}]
        from:
          uri: direct:mine-a
          steps:
            - setBody: {expression: {simple: {expression: '%s {{whom}}'}}}
    - templatedRoute:
        routeId: mine-a
        routeTemplateRef: greeting
        parameters: [{name: whom, value: you}]
    """
        .formatted(word);
  }

  @Test
  void should_use_changed_route_configurations_for_routes_of_the_same_file() throws Exception {
    serai.write(FILE, configuration("first"), failing());
    serai.settle();
    assertThat(serai.ask("mine-a")).isEqualTo("first");
    serai.write(FILE, configuration("second"), failing());

    serai.settle();

    assertThat(serai.ask("mine-a")).isEqualTo("second");
  }

  private static String failing() {
    return route(
        "mine-a",
        "routeConfigurationId: mine",
        "throwException: {exceptionType: java.io.IOException, message: no}");
  }

  private static String configuration(String answer) {
    return """
    - routeConfiguration:
        id: mine
        onException:
          - onException:
              exception: [java.io.IOException]
              handled: {constant: {expression: "true"}}
              steps:
                - setBody: {expression: {constant: {expression: %s}}}
    """
        .formatted(answer);
  }
}
