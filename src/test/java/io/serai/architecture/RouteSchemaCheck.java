package io.serai.architecture;

import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Valid against the JSON schema that comes with camel-yaml-dsl. */
final class RouteSchemaCheck {

  /** Camel's loader takes it, its schema has forgotten it. */
  private static final String MISSING_IN_SCHEMA = "inheritErrorHandler";

  private static final JsonSchema SCHEMA = load();

  private RouteSchemaCheck() {}

  static void check(RouteSet routes, List<String> faults) {
    for (RouteSet.RouteYaml file : routes.files()) {
      SCHEMA.validate(file.root()).stream()
          .filter(message -> !isPlaceholder(message))
          .filter(message -> !MISSING_IN_SCHEMA.equals(message.getProperty()))
          .forEach(message -> faults.add(file.name() + ": " + message.getMessage()));
    }
  }

  /** A placeholder stands where the schema wants a number or a boolean. */
  private static boolean isPlaceholder(ValidationMessage message) {
    return "type".equals(message.getType())
        && message.getInstanceNode() != null
        && message.getInstanceNode().asText("").contains("{{");
  }

  private static JsonSchema load() {
    try (InputStream in = RouteSchemaCheck.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
