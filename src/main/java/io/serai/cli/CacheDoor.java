package io.serai.cli;

import io.serai.cache.CacheJobs;
import io.serai.cache.CacheLine;
import io.serai.cache.CacheRefreshJob;
import io.serai.cache.CacheStore;
import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.config.SqlFiles;
import io.serai.ops.ServiceJars;
import java.nio.file.Path;

/** Jobs and Redis for commands that only look, without routes and without the database. */
final class CacheDoor implements AutoCloseable {

  private final CacheServers servers;
  private final ServiceJars services;
  private final CacheJobs jobs;
  private final CacheStore store;

  CacheDoor(Settings settings) {
    servers = new CacheServers(settings);
    services = ServiceJars.open(settings, Setting.CACHE_JOBS_DIR, CacheRefreshJob.class);
    SqlFiles sql = new SqlFiles(settings.optional(Setting.SERAI_SQL_DIR).map(Path::of));
    jobs = CacheLine.jobs(settings, sql, services);
    store = CacheStore.open(servers.redis());
  }

  CacheJobs jobs() {
    return jobs;
  }

  CacheStore store() {
    return store;
  }

  @Override
  public void close() {
    store.close();
    services.close();
    servers.close();
  }
}
