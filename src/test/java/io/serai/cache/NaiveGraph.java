package io.serai.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Who follows whom, walked person by person: what the query of suggestions is held against. */
record NaiveGraph(Map<String, Set<String>> follows) {

  /** Lines of member, candidate, mutual count and reason. */
  List<String> suggestions(List<String> members, int most) {
    List<String> all = new ArrayList<>();
    for (String member : members.stream().sorted().toList()) {
      mutual(member).entrySet().stream()
          .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
          .limit(most)
          .map(each -> member + " " + each.getKey() + " " + reason(each.getValue()))
          .forEach(all::add);
    }
    return all;
  }

  private Map<String, Integer> mutual(String member) {
    Set<String> friends = follows.getOrDefault(member, Set.of());
    Map<String, Integer> mutual = new TreeMap<>();
    for (String friend : friends) {
      for (String candidate : follows.getOrDefault(friend, Set.of())) {
        if (!candidate.equals(member) && !friends.contains(candidate)) {
          mutual.merge(candidate, 1, Integer::sum);
        }
      }
    }
    return mutual;
  }

  private static String reason(int count) {
    return "%1$d %1$d mutual connection%2$s".formatted(count, count == 1 ? "" : "s");
  }
}
