package io.serai.architecture;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Reads YAML files as trees and walks them. */
final class Yaml {

  private static final ObjectMapper MAPPER =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private Yaml() {}

  static JsonNode read(Path file) {
    try {
      return MAPPER.readTree(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " is not YAML", e);
    }
  }

  /** The files of a folder whose name ends so, sorted; none when there is no such folder. */
  static List<Path> files(Path folder, String suffix) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Visits every value below a node with its key; items of a list come with the list's key. */
  static void visit(String key, JsonNode node, BiConsumer<String, JsonNode> visitor) {
    visitor.accept(key, node);
    node.properties().forEach(field -> visit(field.getKey(), field.getValue(), visitor));
    if (node.isArray()) {
      node.forEach(item -> visit(key, item, visitor));
    }
  }

  /** Text of a child, empty when there is none. */
  static String text(JsonNode node, String field) {
    return node.path(field).asText("");
  }
}
