package io.serai.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.serai.files.FileResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Writes the processing log as CSV or as JSON lines, to a file or to standard output. */
final class ResultExport {

  private static final String STANDARD_OUTPUT = "-";

  /** What a spreadsheet takes for the beginning of a formula, see OWASP, CSV Injection. */
  private static final String FORMULA = "=+-@\t\r\n＝＋－＠";

  private static final int CHECKED_EVERY = 1_000;

  private static final ObjectWriter JSON =
      new ObjectMapper()
          .writer()
          .without(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
          .without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);

  private final String target;
  private final boolean json;
  private final CommandSpec command;
  private long written;

  private ResultExport(String target, boolean json, CommandSpec command) {
    this.target = target;
    this.json = json;
    this.command = command;
  }

  static ResultExport to(String target, boolean json, CommandSpec command) {
    if (target.equals(STANDARD_OUTPUT)) {
      return new ResultExport(target, json, command);
    }
    if (!target.endsWith(".csv") && !target.endsWith(".jsonl")) {
      throw new ParameterException(
          command.commandLine(),
          "--export is " + target + "; give a name that ends in .csv or .jsonl, or -");
    }
    Path folder = Path.of(target).toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw new ParameterException(
          command.commandLine(), "--export is " + target + "; there is no folder " + folder);
    }
    return new ResultExport(target, target.endsWith(".jsonl"), command);
  }

  /** Something that hands over results one by one. */
  interface Source {
    void sendTo(Consumer<FileResult> receiver);
  }

  /**
   * Writes all; a file appears once it is whole.
   *
   * @return how many
   */
  long write(Source source) throws IOException {
    try {
      if (target.equals(STANDARD_OUTPUT)) {
        Writer out = command.commandLine().getOut();
        write(source, out);
        out.flush();
      } else {
        writeFile(source, Path.of(target));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return written;
  }

  private void writeFile(Source source, Path file) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (Writer writer = Files.newBufferedWriter(part)) {
        write(source, writer);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private void write(Source source, Writer writer) {
    Consumer<FileResult> receiver = json ? jsonLines(writer) : csv(writer);
    source.sendTo(
        result -> {
          receiver.accept(result);
          written++;
          if (written % CHECKED_EVERY == 0 && writer instanceof PrintWriter out) {
            requireReader(out);
          }
        });
  }

  /** Nobody wants a million rows any more once {@code head} has its ten. */
  private static void requireReader(PrintWriter out) {
    if (out.checkError()) {
      throw new UncheckedIOException(new IOException("nobody reads it any more"));
    }
  }

  private static Consumer<FileResult> csv(Writer writer) {
    // closing it would close standard output
    @SuppressWarnings("resource")
    CsvWriter csv = CsvWriter.builder().bufferSize(0).build(writer);
    csv.writeRecord(ResultRows.NAMES);
    return result -> {
      Map<String, Object> row = ResultRows.all(result);
      csv.writeRecord(ResultRows.NAMES.stream().map(name -> cell(row.get(name))).toList());
    };
  }

  private static Consumer<FileResult> jsonLines(Writer writer) {
    return result -> {
      try {
        JSON.writeValue(writer, ResultRows.all(result));
        writer.write('\n');
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  static String cell(Object value) {
    if (value == null || value instanceof Number) {
      return value == null ? "" : value.toString();
    }
    String text = value.toString();
    boolean formula = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
    return formula ? "'" + text : text;
  }
}
