package io.serai.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Prints rows as an aligned table, or as JSON with {@code --json}. */
final class Output {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  boolean isJson() {
    return json;
  }

  /** One value: JSON, or one {@code name value} line a field. */
  void fields(PrintWriter out, Map<String, ?> fields) {
    if (json) {
      json(out, fields);
      return;
    }
    int width = fields.keySet().stream().mapToInt(String::length).max().orElse(0);
    fields.forEach(
        (name, value) -> out.printf("%-" + width + "s  %s%n", name, value == null ? "-" : value));
  }

  /** Many values of the same fields. */
  void table(PrintWriter out, List<? extends Map<String, ?>> rows, String none) {
    if (json) {
      json(out, rows);
      return;
    }
    if (rows.isEmpty()) {
      out.println(none);
      return;
    }
    List<String> names = new ArrayList<>(rows.get(0).keySet());
    Map<String, Integer> widths = new LinkedHashMap<>();
    for (String name : names) {
      int widest = rows.stream().mapToInt(row -> Cells.width(text(row.get(name)))).max().orElse(0);
      widths.put(name, Math.max(Cells.width(name), widest));
    }
    Map<String, String> head = new LinkedHashMap<>();
    names.forEach(name -> head.put(name, name));
    line(out, widths, head);
    rows.forEach(row -> line(out, widths, row));
  }

  private static void line(PrintWriter out, Map<String, Integer> widths, Map<String, ?> row) {
    StringBuilder line = new StringBuilder();
    widths.forEach(
        (name, width) -> {
          String text = text(row.get(name));
          boolean number = row.get(name) instanceof Number;
          line.append(Cells.padded(text, width, number)).append("  ");
        });
    out.println(line.toString().stripTrailing());
  }

  private static String text(Object value) {
    if (value instanceof Double number) {
      return String.format("%.2f", number);
    }
    return value == null ? "-" : value.toString();
  }

  /** One value on one line, for output that grows while it is printed. */
  static void jsonLine(PrintWriter out, Object value) {
    try {
      out.println(
          JSON.writer().without(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot print " + value, e);
    }
  }

  static void json(PrintWriter out, Object value) {
    try {
      out.println(JSON.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot print " + value, e);
    }
  }
}
