package io.serai.dev;

import java.sql.SQLException;
import java.util.Map;
import java.util.regex.Pattern;

/** An error with the code, name and HTTP status that ClickHouse has for it. */
final class DuckFault extends Exception {

  private static final long serialVersionUID = 1L;
  private static final String VERSION = "25.8.1.1";

  private static final Map<String, Integer> CODES =
      Map.ofEntries(
          Map.entry("CANNOT_PARSE_INPUT", 27),
          Map.entry("ILLEGAL_TYPE_OF_ARGUMENT", 43),
          Map.entry("UNKNOWN_FUNCTION", 46),
          Map.entry("UNKNOWN_IDENTIFIER", 47),
          Map.entry("NOT_IMPLEMENTED", 48),
          Map.entry("UNKNOWN_TYPE", 50),
          Map.entry("TYPE_MISMATCH", 53),
          Map.entry("TABLE_ALREADY_EXISTS", 57),
          Map.entry("UNKNOWN_TABLE", 60),
          Map.entry("SYNTAX_ERROR", 62),
          Map.entry("UNKNOWN_FORMAT", 73),
          Map.entry("UNKNOWN_DATABASE", 81),
          Map.entry("UNKNOWN_SETTING", 115),
          Map.entry("INCORRECT_DATA", 117),
          Map.entry("TIMEOUT_EXCEEDED", 159),
          Map.entry("READONLY", 164),
          Map.entry("MEMORY_LIMIT_EXCEEDED", 241),
          Map.entry("FUNCTION_THROW_IF_VALUE_IS_NON_ZERO", 395),
          Map.entry("TOO_MANY_ROWS_OR_BYTES", 396),
          Map.entry("UNKNOWN_QUERY_PARAMETER", 456),
          Map.entry("BAD_QUERY_PARAMETER", 457),
          Map.entry("AUTHENTICATION_FAILED", 516),
          Map.entry("POCO_EXCEPTION", 1000),
          Map.entry("UNKNOWN_EXCEPTION", 1002));

  private static final Pattern NOISE =
      Pattern.compile(
          "(?s)^(Invalid Input Error: Attempting to execute an unsuccessful[^\\n]*\\n)?(Error: )?"
              + "|\\s*\\n(Did you mean|LINE \\d+:|Candidate ).*$");

  private final String name;

  DuckFault(String name, String message) {
    super(message);
    this.name = name;
  }

  DuckFault(String name, String message, Throwable cause) {
    super(message, cause);
    this.name = name;
  }

  /** What an error of DuckDB's is in ClickHouse. */
  static DuckFault of(SQLException e) {
    String message = NOISE.matcher(String.valueOf(e.getMessage())).replaceAll("").strip();
    return new DuckFault(nameOf(message), message, e);
  }

  private static String nameOf(String message) {
    if (message.startsWith("Parser Error")) {
      return "SYNTAX_ERROR";
    }
    if (message.startsWith("Out of Memory")) {
      return "MEMORY_LIMIT_EXCEEDED";
    }
    if (message.startsWith("Not implemented")) {
      return "NOT_IMPLEMENTED";
    }
    if (message.contains("FunctionThrowIf")) {
      return "FUNCTION_THROW_IF_VALUE_IS_NON_ZERO";
    }
    if (message.startsWith("Conversion Error") || message.startsWith("Constraint Error")) {
      return "TYPE_MISMATCH";
    }
    return message.startsWith("Catalog Error") ? nameOfCatalog(message) : nameOfBinder(message);
  }

  private static String nameOfCatalog(String message) {
    if (message.contains("already exists")) {
      return "TABLE_ALREADY_EXISTS";
    }
    if (message.contains("Function")) {
      return "UNKNOWN_FUNCTION";
    }
    if (message.contains("Type with name")) {
      return "UNKNOWN_TYPE";
    }
    return message.contains("Schema with name") ? "UNKNOWN_DATABASE" : "UNKNOWN_TABLE";
  }

  private static String nameOfBinder(String message) {
    if (message.contains("No function matches")) {
      return "ILLEGAL_TYPE_OF_ARGUMENT";
    }
    if (message.contains("not found") || message.contains("does not have a column")) {
      return "UNKNOWN_IDENTIFIER";
    }
    return message.startsWith("Binder Error") ? "TYPE_MISMATCH" : "UNKNOWN_EXCEPTION";
  }

  int code() {
    return CODES.get(name);
  }

  /** As in ClickHouse's exceptionCodeToHTTPStatus.cpp. */
  int status() {
    return switch (name) {
      case "AUTHENTICATION_FAILED" -> 403;
      case "UNKNOWN_TABLE",
          "UNKNOWN_FUNCTION",
          "UNKNOWN_IDENTIFIER",
          "UNKNOWN_TYPE",
          "UNKNOWN_FORMAT",
          "UNKNOWN_DATABASE",
          "UNKNOWN_SETTING" ->
          404;
      case "SYNTAX_ERROR",
          "TYPE_MISMATCH",
          "ILLEGAL_TYPE_OF_ARGUMENT",
          "CANNOT_PARSE_INPUT",
          "INCORRECT_DATA",
          "UNKNOWN_QUERY_PARAMETER",
          "BAD_QUERY_PARAMETER" ->
          400;
      case "TIMEOUT_EXCEEDED" -> 408;
      case "NOT_IMPLEMENTED" -> 501;
      default -> 500;
    };
  }

  /** The line that ClickHouse writes. */
  String text() {
    return "Code: %d. DB::Exception: %s. (%s) (version %s (DuckDB behind Serai's front))%n"
        .formatted(code(), getMessage().replaceAll("[.!\\s]+$", ""), name, VERSION);
  }

  static String version() {
    return VERSION;
  }
}
