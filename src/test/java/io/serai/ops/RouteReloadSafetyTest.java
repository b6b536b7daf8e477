package io.serai.ops;

import static io.serai.ops.ReloadFixture.SHIPPED;
import static io.serai.ops.ReloadFixture.async;
import static io.serai.ops.ReloadFixture.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.main.Main;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteReloadSafetyTest {

  private static final String FILE = "mine.camel.yaml";

  @TempDir Path root;
  private ReloadFixture serai;

  @BeforeEach
  void start() throws Exception {
    serai = new ReloadFixture(root);
    serai.context.addComponent("fussy", new FussyComponent());
    serai.start();
    FussyComponent.STARTS.set(0);
  }

  @AfterEach
  void stop() throws Exception {
    serai.close();
  }

  @Test
  void should_fail_no_call_when_files_are_reloaded_under_load() throws Exception {
    serai.write(FILE, route("mine-a", "1"));
    serai.settle();
    AtomicBoolean on = new AtomicBoolean(true);
    AtomicInteger calls = new AtomicInteger();
    CompletableFuture<Integer> caller =
        async(
            () -> {
              while (on.get()) {
                assertThat(serai.ask("mine-a")).isIn("1", "2");
                calls.incrementAndGet();
              }
              return calls.get();
            });

    callsGoOn(calls);
    serai.write(FILE, "- route: {id: [");
    assertThat(serai.settle().refused()).hasSize(1);
    callsGoOn(calls);
    serai.write(FILE, route("mine-a", "", "bean: {ref: absent}"));
    assertThat(serai.settle().refused()).hasSize(1);
    callsGoOn(calls);
    serai.write(FILE, route("mine-a", "2"));
    assertThat(serai.settle().changed()).containsExactly("mine-a");
    callsGoOn(calls);
    on.set(false);

    assertThat(caller).succeedsWithin(Duration.ofSeconds(10));
    assertThat(serai.ask("mine-a")).isEqualTo("2");
  }

  private static void callsGoOn(AtomicInteger calls) {
    int before = calls.get();
    await().until(() -> calls.get() > before + 50);
  }

  @Test
  void should_put_the_previous_content_back_when_the_live_update_fails() throws Exception {
    serai.write(FILE, route("mine-a", "good"), route("mine-b", "b"));
    serai.settle();
    serai.write(
        FILE, route("mine-a", "bad"), route("door", "x").replace("direct:door", "fussy:closed"));

    ReloadReport report = serai.settle();

    assertThat(report.refused())
        .singleElement()
        .extracting(ReloadReport.Refusal::reason)
        .asString()
        .contains("the door is closed", "previous content is in place again");
    assertThat(serai.ask("mine-a")).isEqualTo("good");
    assertThat(serai.ask("mine-b")).isEqualTo("b");
    assertThat(serai.context.getRoute("door")).isNull();
    assertThat(serai.settle().isEmpty()).isTrue();
    assertThat(FussyComponent.STARTS).hasValue(1);
  }

  @Test
  void should_put_the_shipped_routes_back_when_an_override_does_not_start() throws Exception {
    serai.write(SHIPPED, route("line-main", "x").replace("direct:line-main", "fussy:closed"));

    assertThat(serai.settle().refused()).hasSize(1);

    assertThat(serai.ask("line-main")).isEqualTo("shipped");
    assertThat(serai.ask("line-extra")).isEqualTo("shipped");
  }

  @Test
  void should_start_no_consumer_when_a_faulty_file_is_tried() throws Exception {
    String input = route("door", "x").replace("direct:door", "fussy:open");
    serai.write(FILE, input, route("mine-b", "", "bean: {ref: absent}"));

    assertThat(serai.settle().refused()).hasSize(1);
    assertThat(FussyComponent.STARTS).hasValue(0);

    serai.write(FILE, input);
    serai.settle();
    assertThat(FussyComponent.STARTS).hasValue(1);
  }

  @Test
  void should_leave_shared_beans_alone_when_a_file_is_tried() throws Exception {
    AtomicInteger stops = new AtomicInteger();
    IdempotentRepository repository =
        new MemoryIdempotentRepository() {
          @Override
          protected void doStop() throws Exception {
            stops.incrementAndGet();
            super.doStop();
          }
        };
    serai.context.getRegistry().bind("seen", repository);
    String once =
        route(
            "mine-a",
            "",
            "idempotentConsumer: {idempotentRepository: seen, expression: {simple: {expression:"
                + " '${body}'}}, steps: [{setBody: {constant: {expression: fresh}}}]}");
    serai.write(FILE, once);
    serai.settle();
    assertThat(serai.ask("mine-a")).isEqualTo("fresh");
    serai.write(FILE, once, route("mine-b", "", "bean: {ref: absent}"));

    assertThat(serai.settle().refused()).hasSize(1);

    assertThat(stops).hasValue(0);
    assertThat(serai.ask("mine-a")).isEqualTo("?");
  }

  @Test
  void should_replace_kamelet_routes_without_leftovers_when_their_user_changes() throws Exception {
    Files.writeString(
        serai.kamelets.resolve("shout-action.kamelet.yaml"),
        """
        apiVersion: camel.apache.org/v1
        kind: Kamelet
        metadata: {name: shout-action, labels: {camel.apache.org/kamelet.type: action}}
        spec:
          definition: {title: Shout Action, type: object, properties: {mark: {type: string}}}
          template:
            from:
              uri: kamelet:source
              steps:
                - setBody: {expression: {simple: {expression: "shout{{mark}}"}}}
        """);
    String shout = "to: {uri: 'kamelet:shout-action', parameters: {mark: '!'}}";
    serai.write(FILE, route("mine-a", "", shout));
    assertThat(serai.settle().refused()).isEmpty();
    assertThat(serai.ask("mine-a")).isEqualTo("shout!");
    int routes = definitions();
    serai.write(FILE, route("mine-a", "", shout) + "        - log: {message: more}\n");
    assertThat(serai.settle().changed()).containsExactly("mine-a");
    assertThat(serai.ask("mine-a")).isEqualTo("shout!");
    assertThat(definitions()).isEqualTo(routes);

    serai.delete(FILE);
    serai.settle();
    assertThat(definitions()).isEqualTo(routes - 2);
  }

  private int definitions() {
    return ((ModelCamelContext) serai.context).getRouteDefinitions().size();
  }

  @Test
  void should_start_reloaded_routes_when_the_route_controller_supervises() throws Exception {
    try (ReloadFixture supervised = new ReloadFixture(root.resolve("supervised"))) {
      supervised.context.getRouteController().supervising();
      supervised.start();
      supervised.write(FILE, route("mine-a", "a"));

      supervised.settle();

      assertThat(supervised.ask("mine-a")).isEqualTo("a");
    }
  }

  @Test
  void should_reload_beside_camel_main_when_it_loaded_the_shipped_routes() throws Exception {
    Path shipped = Files.createDirectories(root.resolve("main/routes")).resolve("own.camel.yaml");
    Files.writeString(shipped, route("own", "own"));
    Main main = new Main();
    main.addOverrideProperty("camel.main.routes-include-pattern", "file:" + shipped);
    main.configure().withName("reload-test");
    main.start();
    try {
      RouteReload reload = new RouteReload(main.getCamelContext(), serai.folder, Set.of());
      serai.write("own.camel.yaml", route("own", "theirs"));
      serai.write(FILE, route("mine-a", "a"));

      ReloadReport report = reload.loadAtStart();

      assertThat(report.added()).containsExactly("mine-a");
      assertThat(report.refused()).singleElement().asString().contains("Serai's own");
      String answer = main.getCamelTemplate().requestBody("direct:own", "?", String.class);
      assertThat(answer).isEqualTo("own");
    } finally {
      main.stop();
    }
  }
}
