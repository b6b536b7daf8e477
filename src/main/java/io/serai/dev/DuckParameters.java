package io.serai.dev;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** Values for {@code {name:Type}}, as {@code param_<name>} gave them. Stateless. */
record DuckParameters(Map<String, String> raw) {

  private static final String UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
  private static final Map<String, Integer> BITS =
      Map.of(
          "TINYINT", 8,
          "SMALLINT", 16,
          "INTEGER", 32,
          "BIGINT", 64,
          "HUGEINT", 128);

  /** A placeholder's name and type. */
  record Slot(String name, String type) {
    static Slot of(String text) {
      int colon = text.indexOf(':');
      return new Slot(text.substring(0, colon), text.substring(colon + 1));
    }

    boolean isIdentifier() {
      return type.equals("Identifier");
    }
  }

  /** The text of a value; null for NULL. */
  String text(Slot slot) throws DuckFault {
    String value = DuckText.field(escaped(slot));
    if (value != null) {
      check(slot, DuckTypes.of(slot.type()).duck(), value);
    }
    return value;
  }

  /** The elements of an array. */
  List<String> elements(Slot slot) throws DuckFault {
    List<String> elements = DuckText.elements(escaped(slot));
    String element = DuckTypes.of(slot.type()).duck().replaceFirst("\\[]$", "");
    for (String each : elements) {
      if (each != null) {
        check(slot, element, each);
      }
    }
    return elements;
  }

  private String escaped(Slot slot) throws DuckFault {
    String value = raw.get(slot.name());
    if (value == null) {
      throw new DuckFault(
          "UNKNOWN_QUERY_PARAMETER", "Substitution `" + slot.name() + "` is not set");
    }
    return value;
  }

  private static void check(Slot slot, String type, String value) throws DuckFault {
    boolean good =
        switch (type) {
          case "UUID" -> value.matches(UUID);
          case "FLOAT", "DOUBLE" -> value.matches("[-+]?(\\d+\\.?\\d*([eE][-+]?\\d+)?|nan|inf)");
          default -> !isInteger(type) || fits(type, value);
        };
    if (!good) {
      throw new DuckFault(
          "BAD_QUERY_PARAMETER",
          "Value %s cannot be parsed as %s for query parameter '%s'"
              .formatted(value, slot.type(), slot.name()));
    }
  }

  private static boolean isInteger(String type) {
    return BITS.containsKey(type) || BITS.containsKey(type.replaceFirst("^U", ""));
  }

  private static boolean fits(String type, String value) {
    if (!value.matches("[-+]?\\d+")) {
      return false;
    }
    BigInteger number = new BigInteger(value);
    boolean signed = BITS.containsKey(type);
    int bits = BITS.get(signed ? type : type.substring(1));
    return signed ? number.bitLength() < bits : number.signum() >= 0 && number.bitLength() <= bits;
  }
}
