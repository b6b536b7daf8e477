package io.serai.files.parse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes a header's names different, as pandas does: {@code a.1} and {@code Unnamed: 0}. */
final class ColumnNames {

  private ColumnNames() {}

  static List<String> different(List<String> header) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      names.add(header.get(i).isEmpty() ? "Unnamed: " + i : header.get(i));
    }
    Set<String> taken = new HashSet<>(names);
    Set<String> seen = new HashSet<>();
    Map<String, Integer> repeats = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (!seen.add(name)) {
        names.set(i, next(name, repeats, taken));
      }
    }
    return names;
  }

  private static String next(String name, Map<String, Integer> repeats, Set<String> taken) {
    String candidate;
    do {
      candidate = name + "." + repeats.merge(name, 1, Integer::sum);
    } while (!taken.add(candidate));
    return candidate;
  }
}
