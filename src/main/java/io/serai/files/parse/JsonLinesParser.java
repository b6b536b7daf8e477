package io.serai.files.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.regex.Pattern;

/**
 * Describes JSON Lines, one object a line, as the table that CSV is. Blank lines are passed over; a
 * file of nothing else is empty. Stateless.
 */
final class JsonLinesParser implements FileParser {

  private static final Pattern NAMES = Pattern.compile("(?s).*\\.(jsonl|ndjson)");

  @Override
  public String name() {
    return "jsonl";
  }

  @Override
  public boolean accepts(String fileName) {
    return NAMES.matcher(fileName).matches();
  }

  @Override
  public void parse(InputStream source, OutputStream result, ParseOptions options)
      throws IOException {
    TextReader text = new TextReader(source);
    JsonFactory factory = Json.factory(options);
    JsonRows rows = new JsonRows(options);
    Lines lines = new Lines(text, options.maxLine());
    while (lines.next()) {
      if (!lines.isBlank()) {
        row(lines, factory, rows, options);
      }
    }
    if (rows.table().rows() == 0) {
      throw InvalidFileException.emptyFile();
    }
    ResultJson.write(result, text, rows.table()::write);
  }

  private static void row(Lines lines, JsonFactory factory, JsonRows rows, ParseOptions options)
      throws IOException {
    try (JsonParser json = factory.createParser(lines.characters(), 0, lines.length())) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw refused(lines, "it holds no object; each line must be one {…}");
      }
      rows.add(json, lines.number() - 1);
      if (json.nextToken() != null) {
        throw refused(lines, "more follows after its object; put that into a line of its own");
      }
    } catch (JsonProcessingException e) {
      throw Json.fault(e, " in line " + lines.number(), options);
    }
  }

  private static InvalidFileException refused(Lines lines, String why) {
    return new InvalidFileException("BAD_JSON", "line %d: %s".formatted(lines.number(), why));
  }
}
