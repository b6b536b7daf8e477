package io.serai.ops;

/**
 * A bean that keeps an exchange of a route going for as long as the route runs. Before a route is
 * exchanged all such beans are asked to let its exchanges end, or the graceful stop of the route
 * would wait for its whole timeout. Thread-safe.
 */
public interface Endless {

  /**
   * The exchanges of this route end as soon as what they have begun is done; those of other routes
   * go on. Does not wait.
   */
  void endExchanges(String routeId);
}
