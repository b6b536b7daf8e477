package io.serai.dev;

/**
 * What only V3 chats do.
 *
 * @param requiresAction share 0..1 of the chats that stop at {@code requires_action}
 * @param pollHttp500 share 0..1 of the retrieve and list calls that get HTTP 500
 * @param forgetAfterMs milliseconds after which a chat is unknown (code 4001)
 */
public record V3Rules(double requiresAction, double pollHttp500, long forgetAfterMs) {

  /** No faults; chats are forgotten after a minute. */
  public static final V3Rules DEFAULT = new V3Rules(0, 0, 60_000);

  public V3Rules {
    Behaviour.requireShare("requiresAction", requiresAction);
    Behaviour.requireShare("pollHttp500", pollHttp500);
    if (forgetAfterMs < 1 || forgetAfterMs > 3_600_000) {
      throw new IllegalArgumentException(
          "forgetAfterMs %s is not possible; it must lie in 1..3600000".formatted(forgetAfterMs));
    }
  }
}
