package io.serai.files.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes a result as one JSON object, indented by two blanks as in the guide, with all characters
 * as they are.
 */
final class ResultJson {

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .build();
  private static final DefaultIndenter LINES = new DefaultIndenter("  ", "\n");

  private ResultJson() {}

  /** The fields, then the text's encoding; the stream stays open. */
  static void write(OutputStream result, TextReader text, Fields fields) throws IOException {
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(LINES);
    printer.indentArraysWith(LINES);
    try (JsonGenerator json = FACTORY.createGenerator(result)) {
      json.setPrettyPrinter(printer);
      json.writeStartObject();
      fields.write(json);
      json.writeStringField("encoding", text.encoding());
      if (text.undecodable() > 0) {
        json.writeNumberField("undecodable", text.undecodable());
      }
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  /** Writes fields into an object that is open. */
  @FunctionalInterface
  interface Fields {
    void write(JsonGenerator json) throws IOException;
  }
}
