package io.serai.cache;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;

/** Lets jobs in Java ask ClickHouse the way that jobs in YAML do. Thread-safe. */
public final class CacheQueryBeans {

  private final CacheDesk desk;

  CacheQueryBeans(CacheDesk desk) {
    this.desk = desk;
  }

  /**
   * The value that the job's service gives.
   *
   * @throws Exception what the service throws
   */
  @SuppressWarnings("unchecked")
  public byte[] fetch(CacheCycle cycle, CamelContext context) throws Exception {
    try (ProducerTemplate template = context.createProducerTemplate()) {
      return desk.fetch(
          cycle,
          query -> {
            try {
              return template.requestBody("direct:cache-query", query, List.class);
            } catch (CamelExecutionException e) {
              throw ClickHouseFailures.of(e);
            }
          });
    }
  }
}
