package io.serai.ops;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;
import org.apache.camel.Service;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.OnCamelContextEvent;

/**
 * The beans of a running context, lent to a scratch context that is thrown away afterwards. A bean
 * that has a life cycle is lent without it, so that the end of the scratch context does not stop a
 * repository or close a pool which running routes use.
 */
final class BorrowedBeans implements BeanRepository {

  private static final Set<String> LIFE_CYCLE =
      Set.of(
          "build",
          "init",
          "start",
          "suspend",
          "resume",
          "stop",
          "shutdown",
          "close",
          "setCamelContext");

  private final BeanRepository owner;

  BorrowedBeans(BeanRepository owner) {
    this.owner = owner;
  }

  @Override
  public Object lookupByName(String name) {
    Object bean = owner.lookupByName(name);
    return belongsToContext(bean) ? null : bean;
  }

  @Override
  public <T> T lookupByNameAndType(String name, Class<T> type) {
    T bean = owner.lookupByNameAndType(name, type);
    return belongsToContext(bean) ? null : lend(bean, type);
  }

  @Override
  public <T> Map<String, T> findByTypeWithName(Class<T> type) {
    Map<String, T> answer = new LinkedHashMap<>();
    owner
        .findByTypeWithName(type)
        .forEach(
            (name, bean) -> {
              if (!belongsToContext(bean)) {
                answer.put(name, lend(bean, type));
              }
            });
    return answer;
  }

  @Override
  public <T> Set<T> findByType(Class<T> type) {
    return new LinkedHashSet<>(findByTypeWithName(type).values());
  }

  private static boolean belongsToContext(Object bean) {
    return bean instanceof CamelContext
        || bean instanceof Component
        || bean instanceof Endpoint
        || bean instanceof OnCamelContextEvent;
  }

  /** The bean itself, or a view of it whose life-cycle methods do nothing. */
  static <T> T lend(T bean, Class<T> type) {
    boolean lives =
        bean instanceof Service
            || bean instanceof AutoCloseable
            || bean instanceof CamelContextAware;
    if (!lives || !type.isInterface() || type.isSealed()) {
      return bean;
    }
    Set<Class<?>> views = new LinkedHashSet<>(Set.of(type));
    for (Class<?> each = bean.getClass(); each != null; each = each.getSuperclass()) {
      collect(each, views);
    }
    return type.cast(
        Proxy.newProxyInstance(
            loader(bean, type),
            views.toArray(Class<?>[]::new),
            (proxy, method, arguments) -> {
              if (LIFE_CYCLE.contains(method.getName()) && method.getReturnType() == void.class) {
                return null;
              }
              if (method.getName().equals("equals") && arguments.length == 1) {
                return proxy == arguments[0];
              }
              try {
                return method.invoke(bean, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private static void collect(Class<?> type, Set<Class<?>> views) {
    for (Class<?> each : type.getInterfaces()) {
      if (Modifier.isPublic(each.getModifiers()) && !each.isSealed()) {
        views.add(each);
      }
      collect(each, views);
    }
  }

  private static ClassLoader loader(Object bean, Class<?> type) {
    ClassLoader own = bean.getClass().getClassLoader();
    return own != null ? own : type.getClassLoader();
  }
}
