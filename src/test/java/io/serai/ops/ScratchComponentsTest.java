package io.serai.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScratchComponentsTest {

  private final CamelContext live = new DefaultCamelContext();
  private final CamelContext scratch = new DefaultCamelContext();

  @AfterEach
  void stop() {
    scratch.stop();
    live.stop();
  }

  @Test
  void should_configure_a_component_as_the_running_one_when_its_options_are_values() {
    HttpComponent running = live.getComponent("http", HttpComponent.class);
    running.setConnectionsPerRoute(7);
    running.setAutomaticRetriesDisabled(true);
    live.start();

    HttpComponent copy = (HttpComponent) resolve("http");

    assertThat(copy).isNotSameAs(running);
    assertThat(copy.getConnectionsPerRoute()).isEqualTo(7);
    assertThat(copy.isAutomaticRetriesDisabled()).isTrue();
  }

  @Test
  void should_not_close_a_shared_pool_when_the_scratch_component_stops() throws Exception {
    PoolingHttpClientConnectionManager pool = new PoolingHttpClientConnectionManager();
    live.getRegistry().bind("pool", HttpClientConnectionManager.class, pool);
    live.getComponent("http", HttpComponent.class).setClientConnectionManager(pool);
    live.start();

    HttpClientConnectionManager lent =
        ((HttpComponent) resolve("http")).getClientConnectionManager();
    lent.close();

    assertThat(lent).isNotNull().isNotSameAs(pool);
    assertThat(pool.isClosed()).isFalse();
    pool.close();
  }

  @Test
  void should_keep_away_from_the_job_store_when_the_component_is_quartz() {
    QuartzComponent running = live.getComponent("quartz", QuartzComponent.class);
    running.setProperties(Map.of("org.quartz.threadPool.threadCount", "2"));
    running.setAutoStartScheduler(true);
    live.start();

    QuartzComponent copy = (QuartzComponent) resolve("quartz");

    assertThat((Object) copy.getProperties()).isNull();
    assertThat(copy.getScheduler()).isNull();
    assertThat(copy.isAutoStartScheduler()).isFalse();
  }

  private Component resolve(String name) {
    try {
      return new ScratchComponents(live, PluginHelper.getComponentResolver(scratch))
          .resolveComponent(name, scratch);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
