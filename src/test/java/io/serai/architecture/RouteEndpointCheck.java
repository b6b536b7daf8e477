package io.serai.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.architecture.RouteSet.RouteYaml;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.apache.camel.tooling.model.BaseOptionModel;
import org.apache.camel.tooling.model.ComponentModel;

/** Every endpoint has options that its component knows, with values of the right type. */
final class RouteEndpointCheck {

  private static final DefaultCamelCatalog CATALOG = new DefaultCamelCatalog(true);

  /** The catalog has it as the consumer's alone, but without it every start asks for the bucket. */
  private static final String FILE_NAME_OF_S3 = "aws2-s3.fileName";

  private RouteEndpointCheck() {}

  static void check(RouteSet routes, List<String> faults) {
    for (RouteYaml file : routes.files()) {
      Yaml.visit(
          "",
          file.root(),
          (key, node) -> {
            if (node.path("uri").isTextual()) {
              check(file.name() + ": ", key, node, faults);
            }
          });
    }
  }

  static void check(String where, String kind, JsonNode endpoint, List<String> faults) {
    String uri = endpoint.get("uri").asText().replaceFirst("\\?.*", "");
    String scheme = uri.replaceFirst(":.*", "");
    if (scheme.equals("kamelet") || scheme.contains("{{") || uri.contains("${")) {
      return;
    }
    ComponentModel component = CATALOG.componentModel(scheme);
    if (component == null) {
      faults.add(where + "there is no component " + scheme);
      return;
    }
    try {
      EndpointValidationResult result =
          CATALOG.validateEndpointProperties(
              full(uri, component, endpoint.path("parameters")),
              true,
              kind.equals("from"),
              !kind.equals("from") && !kind.equals("pollEnrich") && !kind.equals("poll"));
      if (!result.isSuccess()) {
        faults.add(where + uri + ": " + result.summaryErrorMessage(false).strip());
      }
    } catch (URISyntaxException e) {
      faults.add(where + uri + ": " + e.getMessage());
    }
  }

  private static String full(String uri, ComponentModel component, JsonNode parameters)
      throws URISyntaxException {
    Map<String, String> options = new LinkedHashMap<>();
    parameters.properties().stream()
        .filter(each -> !FILE_NAME_OF_S3.equals(component.getScheme() + "." + each.getKey()))
        .forEach(
            field -> {
              String value = field.getValue().asText();
              boolean open = value.contains("{{") || value.contains("${");
              options.put(field.getKey(), open ? sample(component, field.getKey()) : value);
            });
    String path = uri.replaceAll("\\{\\{[^}]*}}", "1");
    if (!path.contains(":")) {
      return CATALOG.asEndpointUri(path, options, false);
    }
    StringBuilder query = new StringBuilder();
    options.forEach(
        (name, value) ->
            query.append(query.isEmpty() ? '?' : '&').append(name).append('=').append(value));
    return path + query;
  }

  /** A value of the option's type, to stand for one that only the configuration knows. */
  private static String sample(ComponentModel component, String option) {
    for (BaseOptionModel each : component.getEndpointOptions()) {
      if (each.getName().equals(option)) {
        return sample(each);
      }
    }
    return "1";
  }

  private static String sample(BaseOptionModel option) {
    if (option.getEnums() != null && !option.getEnums().isEmpty()) {
      return option.getEnums().get(0);
    }
    return switch (option.getType()) {
      case "boolean" -> "true";
      case "object" -> "#bean:sample";
      default -> "1";
    };
  }
}
