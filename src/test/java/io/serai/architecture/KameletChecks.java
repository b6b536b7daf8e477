package io.serai.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The kamelet contract of Apache Camel's catalog, as its validator enforces it, and some rules
 * more: see the kamelet developer guide there.
 */
final class KameletChecks {

  private static final String SUFFIX = ".kamelet.yaml";
  private static final String LABELS = "camel.apache.org/";
  private static final List<String> ANNOTATIONS =
      List.of(
          "kamelet.support.level",
          "catalog.version",
          "kamelet.icon",
          "provider",
          "kamelet.group",
          "kamelet.namespace");
  private static final String ICON = "data:image/svg+xml;base64,";
  private static final Pattern DEPENDENCY = Pattern.compile("(camel|mvn|github|http):.+");
  private static final Set<String> TYPES = Set.of("source", "sink", "action");
  private static final Pattern TITLE = Pattern.compile("(?!(The|A|An) )[A-Z0-9].*");
  private static final Pattern LOWER_WORD =
      Pattern.compile(
          ".*\\s(?!(a|an|and|as|at|by|for|from|in|into|of|on|or|per|the|to|via|with)\\b)[a-z].*");

  /** One sentence for each fault, beginning with the file; empty when all is well. */
  List<String> faults(List<Path> files) {
    List<String> faults = new ArrayList<>();
    Map<String, String> seen = new HashMap<>();
    Map<String, String> versions = new HashMap<>();
    for (Path file : files) {
      Kamelet kamelet = Kamelet.read(file);
      List<String> own = new ArrayList<>();
      checkHead(kamelet, own);
      checkDefinition(kamelet.definition(), kamelet.type(), own);
      KameletTemplateChecks.check(kamelet, own);
      checkUnique("title", kamelet, seen, own);
      checkUnique("description", kamelet, seen, own);
      versions.put(kamelet.annotation("catalog.version"), kamelet.file());
      own.forEach(fault -> faults.add(kamelet.file() + ": " + fault));
    }
    if (versions.size() > 1) {
      faults.add("kamelets name several catalog versions: " + versions);
    }
    return faults;
  }

  /** A kamelet file as a tree. */
  record Kamelet(String file, JsonNode root) {

    static Kamelet read(Path path) {
      return new Kamelet(path.getFileName().toString(), Yaml.read(path));
    }

    String name() {
      return Yaml.text(root.path("metadata"), "name");
    }

    String type() {
      return Yaml.text(root.path("metadata").path("labels"), LABELS + "kamelet.type");
    }

    String annotation(String key) {
      return Yaml.text(root.path("metadata").path("annotations"), LABELS + key);
    }

    JsonNode definition() {
      return root.path("spec").path("definition");
    }

    JsonNode template() {
      return root.path("spec").path("template");
    }
  }

  private static void checkHead(Kamelet kamelet, List<String> faults) {
    if (!kamelet.file().equals(kamelet.name() + SUFFIX)) {
      faults.add("metadata.name '" + kamelet.name() + "' is not the file's name");
    }
    if (!TYPES.contains(kamelet.type())) {
      faults.add("label kamelet.type must be one of " + TYPES);
    } else if (!kamelet.name().endsWith("-" + kamelet.type())) {
      faults.add("its name must end with -" + kamelet.type());
    }
    if (!Yaml.text(kamelet.root(), "apiVersion").equals("camel.apache.org/v1")
        || !Yaml.text(kamelet.root(), "kind").equals("Kamelet")) {
      faults.add("apiVersion must be camel.apache.org/v1 and kind Kamelet");
    }
    for (String annotation : ANNOTATIONS) {
      if (kamelet.annotation(annotation).isBlank()) {
        faults.add("annotation " + annotation + " is missing");
      }
    }
    String icon = kamelet.annotation("kamelet.icon");
    if (!icon.isBlank() && !icon.startsWith(ICON)) {
      faults.add("its icon must be embedded: " + ICON + "…");
    }
    JsonNode spec = kamelet.root().path("spec");
    if (spec.path("dataTypes").isMissingNode() && spec.path("types").isMissingNode()) {
      faults.add("it must say by dataTypes what goes in and out");
    }
    if (spec.path("dependencies").isEmpty()) {
      faults.add("it must list its dependencies");
    }
    for (JsonNode dependency : spec.path("dependencies")) {
      if (!DEPENDENCY.matcher(dependency.asText()).matches()) {
        faults.add("dependency '" + dependency.asText() + "' must begin with camel: or mvn:");
      }
    }
  }

  private static void checkDefinition(JsonNode definition, String type, List<String> faults) {
    String title = Yaml.text(definition, "title");
    if (!title.toLowerCase().endsWith(" " + type)) {
      faults.add("title '" + title + "' must end with its type");
    }
    checkTitle(title, "title", faults);
    if (!Yaml.text(definition, "type").equals("object")) {
      faults.add("definition.type must be object");
    }
    checkSentence(Yaml.text(definition, "description"), "the kamelet", faults);
    JsonNode properties = definition.path("properties");
    for (JsonNode required : definition.path("required")) {
      if (!properties.has(required.asText())) {
        faults.add("required parameter " + required.asText() + " is not declared");
      }
    }
    properties.properties().forEach(each -> checkProperty(each.getKey(), each.getValue(), faults));
  }

  private static void checkProperty(String name, JsonNode property, List<String> faults) {
    String where = "parameter " + name;
    if (!name.matches("[a-z][A-Za-z0-9]*")) {
      faults.add(where + " must be named in camelCase");
    }
    if (Yaml.text(property, "type").isBlank()) {
      faults.add(where + " has no type");
    }
    checkTitle(Yaml.text(property, "title"), where + ": title", faults);
    checkSentence(Yaml.text(property, "description"), where, faults);
    boolean secret =
        name.matches("(?i).*(password|secret|token|accesskey|apikey|authorization|credential).*")
            || Yaml.text(property, "format").equals("password");
    if (secret) {
      checkSecret(where, property, faults);
    } else if (!property.has("default") && !property.has("example")) {
      faults.add(where + " needs a default or an example");
    }
  }

  private static void checkSecret(String where, JsonNode property, List<String> faults) {
    boolean described = false;
    for (JsonNode each : property.path("x-descriptors")) {
      described |= each.asText().equals("urn:camel:group:credentials");
    }
    if (!described || !Yaml.text(property, "format").equals("password")) {
      faults.add(where + " needs format: password and the credentials descriptor");
    }
    if (property.has("default")) {
      faults.add(where + " is a secret and must have no default");
    }
  }

  private static void checkTitle(String title, String where, List<String> faults) {
    if (!TITLE.matcher(title).matches() || LOWER_WORD.matcher(title).matches()) {
      faults.add(where + " '" + title + "' must have capitalised words, without The or A in front");
    }
  }

  private static void checkSentence(String text, String where, List<String> faults) {
    if (!text.strip().endsWith(".") || text.strip().split("\\s+").length < 3) {
      faults.add("the description of " + where + " must be a full sentence");
    }
  }

  private static void checkUnique(
      String field, Kamelet kamelet, Map<String, String> seen, List<String> faults) {
    String text = field + " '" + Yaml.text(kamelet.definition(), field) + "'";
    String other = seen.put(text, kamelet.file());
    if (other != null) {
      faults.add(text + " is that of " + other + " too");
    }
  }
}
