package io.serai.ops;

import java.util.ArrayList;
import java.util.List;

/** Follows failures to what caused them, through whatever wraps it. */
public final class Causes {

  private Causes() {}

  /** A failure, its cause, the cause of that, and so on. */
  public static List<Throwable> of(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable each = failure; each != null; each = each.getCause()) {
      chain.add(each);
    }
    return chain;
  }

  /** The last of them. */
  public static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** What the last of them says; null when it says nothing. */
  public static String rootMessage(Throwable failure) {
    return root(failure).getMessage();
  }
}
