package io.serai.ops;

import java.util.Properties;
import java.util.function.Predicate;
import org.apache.camel.spi.LoadablePropertiesSource;
import org.apache.camel.spi.PropertiesComponent;

/** Lets a scratch context see every property as the running context resolves it. */
final class BorrowedProperties implements LoadablePropertiesSource {

  private final PropertiesComponent owner;

  BorrowedProperties(PropertiesComponent owner) {
    this.owner = owner;
  }

  @Override
  public String getName() {
    return "running-context";
  }

  @Override
  public String getProperty(String name) {
    return owner.resolveProperty(name).orElse(null);
  }

  @Override
  public Properties loadProperties() {
    return owner.loadProperties();
  }

  @Override
  public Properties loadProperties(Predicate<String> filter) {
    return owner.loadProperties(filter);
  }

  @Override
  public void reloadProperties(String location) {
    owner.reloadProperties(location);
  }
}
