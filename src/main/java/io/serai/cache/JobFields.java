package io.serai.cache;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The fields of one mapping of a job file, each with its line for whoever has to mend it. */
final class JobFields {

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)}");

  private final String file;
  private final Node node;
  private final Function<String, Optional<String>> variables;
  private final Map<String, Node> values = new LinkedHashMap<>();

  /**
   * @param allowed names of fields; empty: any
   * @param variables values for {@code ${NAME}}
   */
  JobFields(
      String file, Node node, Set<String> allowed, Function<String, Optional<String>> variables)
      throws JobFault {
    this.file = file;
    this.node = node;
    this.variables = variables;
    if (!(node instanceof MappingNode map)) {
      throw fault(node, "must have fields such as 'name: value'");
    }
    for (NodeTuple each : map.getValue()) {
      String name = scalar(each.getKeyNode());
      if (!allowed.isEmpty() && !allowed.contains(name)) {
        throw fault(
            each.getKeyNode(),
            "there is no field '%s'; there are %s".formatted(name, new TreeSet<>(allowed)));
      }
      if (values.put(name, each.getValueNode()) != null) {
        throw fault(each.getKeyNode(), "the field '%s' is there twice".formatted(name));
      }
    }
  }

  Set<String> names() {
    return values.keySet();
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /** A fault in a field, or in the whole where the field is missing. */
  JobFault fault(String name, String reason) {
    return fault(values.getOrDefault(name, node), name + " " + reason);
  }

  private JobFault fault(Node where, String reason) {
    return new JobFault(file, lineOf(where), reason);
  }

  private static int lineOf(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }

  /** Where a field's value begins, as a person looks it up. */
  String place(String name) {
    return file + ":" + lineOf(values.getOrDefault(name, node));
  }

  JobFields fields(String name, Set<String> allowed) throws JobFault {
    return new JobFields(file, values.get(name), allowed, variables);
  }

  String text(String name, String otherwise) throws JobFault {
    return has(name) ? scalar(values.get(name)) : otherwise;
  }

  String required(String name) throws JobFault {
    String text = text(name, "").strip();
    if (text.isEmpty()) {
      throw fault(name, has(name) ? "is empty" : "is missing");
    }
    return text;
  }

  double number(String name, double least, double most, double otherwise) throws JobFault {
    if (!has(name)) {
      return otherwise;
    }
    String text = scalar(values.get(name)).strip();
    try {
      double number = Double.parseDouble(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below, as for a number that is out of bounds
    }
    throw fault(
        name,
        "is '%s'; it must be a number from %s to %s".formatted(text, plain(least), plain(most)));
  }

  int whole(String name, int least, int most, int otherwise) throws JobFault {
    double number = number(name, least, most, otherwise);
    if (number != Math.rint(number)) {
      throw fault(name, "is %s; it must be a whole number".formatted(number));
    }
    return (int) number;
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
  }

  /** Text, or a list of texts, as it stands under a name. */
  Object value(String name) throws JobFault {
    Node value = values.get(name);
    if (value instanceof SequenceNode list) {
      String[] texts = new String[list.getValue().size()];
      for (int i = 0; i < texts.length; i++) {
        texts[i] = scalar(list.getValue().get(i));
      }
      return List.of(texts);
    }
    return scalar(value);
  }

  private String scalar(Node value) throws JobFault {
    if (!(value instanceof ScalarNode scalar)) {
      throw fault(value, "must be plain text or a number here");
    }
    Matcher matcher = VARIABLE.matcher(scalar.getValue());
    StringBuilder text = new StringBuilder();
    while (matcher.find()) {
      String name = matcher.group(1);
      String known =
          variables
              .apply(name)
              .orElseThrow(
                  () ->
                      fault(
                          value,
                          "${%s} is neither a setting of Serai nor set in the environment"
                              .formatted(name)));
      matcher.appendReplacement(text, Matcher.quoteReplacement(known));
    }
    return matcher.appendTail(text).toString();
  }
}
