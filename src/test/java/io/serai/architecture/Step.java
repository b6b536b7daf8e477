package io.serai.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * One step of a route, kamelet or error policy.
 *
 * @param kind name of the EIP, such as {@code setBody}
 * @param body what is under it
 * @param depth 1 for a step of the route itself, one more within each block
 */
record Step(String kind, JsonNode body, int depth) {

  /** All steps below a node, in the order of the file. */
  static List<Step> below(JsonNode node) {
    List<Step> answer = new ArrayList<>();
    collect(node, 1, answer);
    return answer;
  }

  private static void collect(JsonNode node, int depth, List<Step> answer) {
    node.properties()
        .forEach(
            field -> {
              if (field.getKey().equals("steps") && field.getValue().isArray()) {
                field.getValue().forEach(item -> collectItem(item, depth, answer));
              } else if (!field.getKey().equals("parameters")) {
                collect(field.getValue(), depth, answer);
              }
            });
    if (node.isArray()) {
      node.forEach(item -> collect(item, depth, answer));
    }
  }

  private static void collectItem(JsonNode item, int depth, List<Step> answer) {
    item.properties()
        .forEach(
            field -> {
              answer.add(new Step(field.getKey(), field.getValue(), depth));
              collect(field.getValue(), depth + 1, answer);
            });
  }

  /** The endpoint of a sending step, whether written as text or as a block; empty for others. */
  String uri() {
    return body.isTextual() ? body.asText() : Yaml.text(body, "uri");
  }

  String id() {
    return Yaml.text(body, "id");
  }
}
