package io.serai.cache;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;

/**
 * Keeps one route a job, named {@code cache-job-<name>}: stopped by itself, seen by itself. Jobs
 * come and go while the context runs. Thread-safe.
 */
public final class CacheJobBeans {

  private static final String PREFIX = "cache-job-";

  private final Supplier<? extends Iterable<CacheJob>> jobs;
  private final CacheSchedule schedule;
  private final Map<String, CacheJob> routed = new HashMap<>();

  CacheJobBeans(Supplier<? extends Iterable<CacheJob>> jobs, CacheSchedule schedule) {
    this.jobs = jobs;
    this.schedule = schedule;
  }

  /**
   * Adds the routes of new jobs, exchanges those of changed ones and removes those of jobs that are
   * gone; what is under way finishes.
   *
   * @throws Exception when Camel refuses a route
   */
  public synchronized void update(CamelContext context) throws Exception {
    Map<String, CacheJob> wanted = new HashMap<>();
    jobs.get().forEach(job -> wanted.put(job.name(), job));
    for (String name : routed.keySet().toArray(String[]::new)) {
      if (routed.get(name) != wanted.get(name)) {
        context.getRouteController().stopRoute(PREFIX + name);
        context.removeRoute(PREFIX + name);
        routed.remove(name);
      }
    }
    for (CacheJob job : wanted.values()) {
      if (!routed.containsKey(job.name())) {
        context.addRoutes(route(job));
        routed.put(job.name(), job);
      }
    }
  }

  private RouteBuilder route(CacheJob job) {
    return new RouteBuilder() {
      @Override
      public void configure() {
        from("timer:cache-job-" + job.name() + "?period={{cache.tick-ms}}&delay=" + jitter())
            .routeId(PREFIX + job.name())
            .routeDescription(
                "Asks for a refresh of %s when it may be due, every %d s"
                    .formatted(job.key().text(), job.interval().toSeconds()))
            .filter(exchange -> schedule.due(job.name()))
            .id("when-due-" + job.name())
            .process(exchange -> exchange.getMessage().setBody(CacheRequest.due(job.name())))
            .id("request-" + job.name())
            .to("seda:cache-due?size={{cache.queue}}&blockWhenFull=true")
            .id("to-cache-due-" + job.name());
      }

      /** Jobs that start together, and processes, do not all ask in the same moment. */
      private long jitter() {
        long most = Math.min(job.interval().toMillis() / 10, 2000);
        return ThreadLocalRandom.current().nextLong(most + 1);
      }
    };
  }
}
