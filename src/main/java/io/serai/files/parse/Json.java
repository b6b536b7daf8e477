package io.serai.files.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;

/** Reads JSON within limits: no nesting, number or text may grow without end. */
final class Json {

  private static final int DEEPEST = 500;
  private static final int LONGEST_NAME = 50_000;

  private Json() {}

  /**
   * Parsers of it keep no names, which may all differ; NaN and Infinity are taken as Python writes
   * them.
   */
  static JsonFactory factory(ParseOptions options) {
    StreamReadConstraints limits =
        StreamReadConstraints.builder()
            .maxNestingDepth(DEEPEST)
            .maxNumberLength(options.maxLine())
            .maxStringLength(options.maxLine())
            .maxNameLength(longestName(options))
            .build();
    return JsonFactory.builder()
        .streamReadConstraints(limits)
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
        .build();
  }

  /** What is wrong, with the line and column where it was seen, or those that were reached. */
  static InvalidFileException fault(
      JsonProcessingException e, JsonLocation reached, ParseOptions options) {
    JsonLocation place = e.getLocation() == null ? reached : e.getLocation();
    String where = " in line %d, column %d".formatted(place.getLineNr(), place.getColumnNr());
    return fault(e, where, options);
  }

  /** The same, with a place that the caller knows better. */
  static InvalidFileException fault(JsonProcessingException e, String where, ParseOptions options) {
    if (e instanceof StreamConstraintsException) {
      return new InvalidFileException(
          "BAD_JSON", "the JSON%s %s".formatted(where, excess(e.getOriginalMessage(), options)), e);
    }
    return new InvalidFileException(
        "BAD_JSON",
        "the file is no valid JSON%s: %s. Mend it there".formatted(where, firstLine(e)),
        e);
  }

  /** Jackson tells by its message alone which of the limits it was. */
  private static String excess(String message, ParseOptions options) {
    if (message.contains("nesting depth")) {
      return "is nested deeper than %d levels: make it flatter, or use an own parser"
          .formatted(DEEPEST);
    }
    if (message.startsWith("Name length")) {
      return "has a key of more than %d characters: make it shorter, or use an own parser"
          .formatted(longestName(options));
    }
    return ("has a text or number of more than %d characters: make it shorter, raise FILES_MAX_LINE"
            + " or use an own parser")
        .formatted(options.maxLine());
  }

  private static int longestName(ParseOptions options) {
    return Math.min(LONGEST_NAME, options.maxLine());
  }

  private static String firstLine(JsonProcessingException e) {
    String line = e.getOriginalMessage().lines().findFirst().orElse("");
    return line.replaceFirst(" \\(start marker at .*", "");
  }

  /**
   * A fault of what is valid JSON but cannot be made sense of.
   *
   * @param linesBefore lines of the file before those that the parser was given
   */
  static InvalidFileException fault(JsonParser json, long linesBefore, String what) {
    JsonLocation place = json.currentTokenLocation();
    return new InvalidFileException(
        "BAD_JSON",
        "line %d, column %d: %s"
            .formatted(linesBefore + place.getLineNr(), place.getColumnNr(), what));
  }

  /** The kind of the value at hand, in JSON's own words. */
  static String kind(JsonParser json) {
    return switch (json.currentToken()) {
      case START_OBJECT -> "object";
      case START_ARRAY -> "array";
      case VALUE_STRING -> "string";
      case VALUE_TRUE, VALUE_FALSE -> "boolean";
      case VALUE_NULL -> "null";
      default -> "number";
    };
  }
}
