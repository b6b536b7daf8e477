package io.serai.dev;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The command line of {@link CozeDouble#main}. */
record DoubleArguments(int port, Behaviour behaviour) {

  /**
   * Reads {@code --name value} pairs.
   *
   * @throws IllegalArgumentException naming the option that is unknown or has a wrong value
   */
  static DoubleArguments parse(String... args) {
    int port = 0;
    ObjectNode form = BehaviourJson.empty();
    for (int i = 0; i < args.length; i += 2) {
      if (!args[i].startsWith("--") || i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " is not an option with a value after it");
      }
      String value = args[i + 1];
      switch (args[i]) {
        case "--port" -> port = number(value);
        case "--behaviour" -> form.setAll(BehaviourJson.parse(value));
        default -> set(form, camelCase(args[i].substring(2)), value);
      }
    }
    return new DoubleArguments(port, BehaviourJson.read(form));
  }

  private static void set(ObjectNode form, String field, String value) {
    if (Fault.of(field) != null) {
      form.withObject("/faults").put(field, value);
    } else {
      form.put(field, value);
    }
  }

  private static String camelCase(String option) {
    StringBuilder name = new StringBuilder(option.length());
    for (String word : option.split("-")) {
      boolean first = name.length() == 0 || word.isEmpty();
      name.append(first ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return name.toString();
  }

  private static int number(String value) {
    try {
      int port = Integer.parseInt(value);
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--port " + value + " is not a number", e);
    }
    throw new IllegalArgumentException("--port " + value + " must lie in 0..65535");
  }
}
