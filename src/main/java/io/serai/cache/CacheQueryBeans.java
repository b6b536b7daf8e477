package io.serai.cache;

import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;

/** Lets jobs in Java ask ClickHouse the way that jobs in YAML do. Thread-safe. */
final class CacheQueryBeans implements CamelContextAware, QuerySource {

  private CamelContext context;
  private volatile ProducerTemplate template;

  @Override
  public void setCamelContext(CamelContext context) {
    this.context = context;
    this.template = context.createProducerTemplate();
  }

  @Override
  public CamelContext getCamelContext() {
    return context;
  }

  @Override
  @SuppressWarnings("unchecked")
  public List<Map<String, Object>> rows(ClickHouseQuery query) throws ClickHouseFault {
    try {
      return template.requestBody("direct:cache-query", query, List.class);
    } catch (CamelExecutionException e) {
      throw ClickHouseFailures.of(e);
    }
  }
}
