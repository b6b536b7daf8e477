package io.serai.cache;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Decides whether the job of a file that is new or changed may come into force. Thread-safe. */
public final class CacheJobCheck {

  private final CacheJobs jobs;

  CacheJobCheck(CacheJobs jobs) {
    this.jobs = jobs;
  }

  /** Queries that show whether ClickHouse understands a job, without running it. */
  public List<ClickHouseQuery> probes(CacheJobs.Candidate candidate) {
    CacheJob job = candidate.job();
    return job == null
        ? List.of()
        : job.queries().stream().map(query -> probe(job, query)).toList();
  }

  private static ClickHouseQuery probe(CacheJob job, CacheJob.Query query) {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put(CacheJob.MEMBERS, List.of());
    params.put("after", "");
    params.put("limit", 1);
    params.keySet().removeIf(name -> !query.sql().matches("(?s).*\\{\\s*" + name + "\\s*:.*"));
    params.putAll(query.params());
    return new ClickHouseQuery(
        "EXPLAIN " + query.sql(), params, job.timeout().toMillis(), job.name());
  }

  /** A job that ClickHouse does not understand is refused; one that it could not look at is not. */
  public void judge(CacheJobs.Candidate candidate, Throwable thrown) {
    ClickHouseFault fault = ClickHouseFailures.of(thrown);
    if (fault.kind() == ClickHouseFault.Kind.SQL) {
      String place = candidate.job().query().source();
      jobs.refuse(candidate, place + ": " + fault.getMessage());
    } else {
      jobs.accept(candidate);
    }
  }
}
