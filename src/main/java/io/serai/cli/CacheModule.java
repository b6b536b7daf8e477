package io.serai.cli;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.serai.cache.CacheLine;
import io.serai.config.Settings;
import io.serai.config.SqlFiles;
import io.serai.ops.Line;
import java.util.HashMap;
import java.util.Map;

/** The cache line within the application, with the servers that it needs. */
final class CacheModule implements LineModule {

  private final Settings settings;
  private final CacheServers servers;
  private final CacheLine line;

  /**
   * @param owner of the turns that this process takes
   * @throws io.serai.config.SettingsException when settings, jobs or embedded servers do not work
   */
  CacheModule(Settings settings, SqlFiles sqlFiles, String owner) {
    this.settings = settings;
    this.servers = new CacheServers(settings);
    try {
      this.line = new CacheLine(settings, servers.redis(), servers.clickHouse(), sqlFiles, owner);
    } catch (RuntimeException e) {
      servers.close();
      throw e;
    }
  }

  CacheServers servers() {
    return servers;
  }

  CacheLine line() {
    return line;
  }

  @Override
  public String description() {
    return servers.description();
  }

  @Override
  public Map<String, Object> beans() {
    return line.beans();
  }

  @Override
  public Map<String, String> properties(Extent extent) {
    Map<String, String> values = new HashMap<>(line.properties(settings));
    values.put("cache.working", String.valueOf(extent != Extent.COMMAND));
    return values;
  }

  @Override
  public Line control() {
    return line.control();
  }

  @Override
  public MeterBinder metrics() {
    return line.metrics();
  }

  @Override
  public void finish() {
    line.stop();
  }

  @Override
  public void close() {
    line.close();
    servers.close();
  }
}
