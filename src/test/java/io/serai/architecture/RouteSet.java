package io.serai.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** All route files under test, as trees. */
record RouteSet(List<RouteYaml> files) {

  static RouteSet read(List<Path> files) {
    return new RouteSet(files.stream().map(RouteYaml::read).toList());
  }

  List<RouteNode> routes() {
    return files.stream().flatMap(file -> file.routes().stream()).toList();
  }

  /** One file. */
  record RouteYaml(String name, JsonNode root, List<Integer> itemLines) {

    static RouteYaml read(Path file) {
      return new RouteYaml(file.getFileName().toString(), Yaml.read(file), lines(file));
    }

    /** {@code enrich} for {@code enrich-backup.camel.yaml}. */
    String line() {
      return name.replaceFirst("[-.].*", "");
    }

    List<RouteNode> routes() {
      List<RouteNode> answer = new ArrayList<>();
      for (int i = 0; i < root.size(); i++) {
        if (root.get(i).has("route")) {
          answer.add(new RouteNode(this, root.get(i).get("route"), itemLines.get(i)));
        }
      }
      return answer;
    }

    List<JsonNode> items(String kind) {
      List<JsonNode> answer = new ArrayList<>();
      root.forEach(
          item -> {
            if (item.has(kind)) {
              answer.add(item.get(kind));
            }
          });
      return answer;
    }

    private static List<Integer> lines(Path file) {
      try {
        Node root =
            new Compose(LoadSettings.builder().build())
                .composeString(Files.readString(file))
                .orElseThrow();
        return ((SequenceNode) root).getValue().stream().map(RouteYaml::lines).toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static int lines(Node item) {
      int first = item.getStartMark().orElseThrow().getLine();
      int end = item.getEndMark().orElseThrow().getLine();
      return Math.max(1, end - first);
    }
  }

  /** One route of a file, with the number of lines that it takes. */
  record RouteNode(RouteYaml file, JsonNode body, int lines) {

    String id() {
      return Yaml.text(body, "id");
    }

    String fault(String what) {
      return file.name() + ": route " + (id().isEmpty() ? "without id" : id()) + ": " + what;
    }
  }
}
