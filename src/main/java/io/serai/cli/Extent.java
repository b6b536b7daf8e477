package io.serai.cli;

/** What runs beside the routes. */
enum Extent {
  /** Nothing. */
  COMMAND,
  /** Alerts; health and metrics, too, unless another process has the management port. */
  FOLLOW,
  /** Alerts, health, metrics, JMX and the schedules. */
  SERVICE
}
