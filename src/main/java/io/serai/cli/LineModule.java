package io.serai.cli;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.serai.ops.Line;
import java.util.Map;

/** A line as the application composes it: what it gives to Camel, and how it ends. */
interface LineModule extends AutoCloseable {

  /** What it works on, for a person. */
  String description();

  /**
   * Readies what the line works on, before its routes start.
   *
   * @throws io.serai.config.SettingsException when it cannot be used as the settings have it
   */
  default void prepare(Extent extent) {}

  /** Beans by the names that its routes use. */
  Map<String, Object> beans();

  /** Property values that its routes use. */
  Map<String, String> properties(Extent extent);

  /** The line as its operators see it. */
  Line control();

  /** Meters of the line. */
  MeterBinder metrics();

  /** All that was in flight is finished, and nothing will begin any more. */
  default void finish() {}

  /** Frees what the line holds, once the routes are stopped. */
  @Override
  void close();
}
