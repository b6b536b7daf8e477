package io.serai.ops;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.spi.ComponentResolver;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.PropertyBindingSupport;

/**
 * Makes the components of a scratch context, configured as those of the running one. Of what is not
 * a plain value only beans of the registry are taken over: what a component built for itself
 * (connection pools, schedulers) ends with its owner.
 */
final class ScratchComponents implements ComponentResolver {

  private static final String QUARTZ = "quartz";

  private final CamelContext live;
  private final ComponentResolver usual;

  ScratchComponents(CamelContext live, ComponentResolver usual) {
    this.live = live;
    this.usual = usual;
  }

  @Override
  public Component resolveComponent(String name, CamelContext scratch) throws Exception {
    Component running = live.hasComponent(name);
    Component answer = usual.resolveComponent(name, scratch);
    if (running == null) {
      return answer;
    }
    if (answer == null) {
      answer = scratch.getInjector().newInstance(running.getClass(), false);
    }
    if (name.equals(QUARTZ)) {
      // with the real job store the scratch scheduler would fire, or delete, the real triggers
      PropertyBindingSupport.build()
          .withCamelContext(scratch)
          .withTarget(answer)
          .withProperty("autoStartScheduler", "false")
          .bind();
    } else {
      copyOptions(running, answer, scratch);
    }
    return answer;
  }

  private void copyOptions(Component from, Component to, CamelContext scratch) {
    if (!(from.getComponentPropertyConfigurer() instanceof PropertyConfigurerGetter options)) {
      return;
    }
    PropertyConfigurer configurer = from.getComponentPropertyConfigurer();
    Map<String, Object> values = new LinkedHashMap<>();
    PluginHelper.getBeanIntrospection(live).getProperties(from, values, null, false);
    values.forEach(
        (name, value) -> {
          Class<?> type = options.getOptionType(name, false);
          Object copy = type == null ? null : copy(value, type);
          if (copy != null) {
            configurer.configure(scratch, to, name, copy, false);
          }
        });
  }

  private Object copy(Object value, Class<?> type) {
    if (value instanceof CharSequence
        || value instanceof Number
        || value instanceof Boolean
        || value instanceof Enum
        || value instanceof Duration) {
      return value;
    }
    if (value instanceof Map<?, ?> map) {
      return new LinkedHashMap<>(map);
    }
    boolean bean =
        value != null
            && live.getRegistry().findByType(value.getClass()).stream().anyMatch(b -> b == value);
    return bean ? lend(value, type) : null;
  }

  private static <T> T lend(Object bean, Class<T> type) {
    return type.isInstance(bean) ? BorrowedBeans.lend(type.cast(bean), type) : null;
  }
}
