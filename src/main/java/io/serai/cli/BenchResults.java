package io.serai.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Prints results as they come, or with {@code --json} all of them at the end. */
final class BenchResults {

  private final Output output;
  private final PrintWriter out;
  private final List<Map<String, Object>> results = new ArrayList<>();

  BenchResults(Output output, PrintWriter out) {
    this.output = output;
    this.out = out;
  }

  void add(Map<String, Object> result) {
    results.add(result);
    if (!output.isJson()) {
      output.fields(out, result);
      out.println();
      out.flush();
    }
  }

  void end() {
    if (output.isJson()) {
      Output.json(out, results);
    }
  }
}
