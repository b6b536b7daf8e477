package io.serai.ops;

import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.config.SettingsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * What the user adds in Java: the services in the jars of one folder, and those of the class path.
 * Classes are loaded from the jars as long as it is open. Thread-safe.
 */
public final class ServiceJars implements AutoCloseable {

  private final Setting folder;
  private final List<Path> jars;
  private final URLClassLoader loader;

  private ServiceJars(Setting folder, List<Path> jars, ClassLoader parent) {
    this.folder = folder;
    this.jars = jars;
    this.loader =
        new URLClassLoader(
            "services", jars.stream().map(ServiceJars::url).toArray(URL[]::new), parent);
  }

  /**
   * Opens the jars.
   *
   * @param folder the setting that names it; unset: only the class path
   * @param service a class that jars implement
   * @throws SettingsException when the folder cannot be used
   */
  public static ServiceJars open(Settings settings, Setting folder, Class<?> service) {
    List<Path> jars =
        settings.optional(folder).map(path -> jars(folder, Path.of(path))).orElse(List.of());
    return new ServiceJars(folder, jars, service.getClassLoader());
  }

  private static List<Path> jars(Setting folder, Path path) {
    if (!Files.isDirectory(path)) {
      throw new SettingsException(
          "%s: %s is no folder: create it and put your files into it, or unset it"
              .formatted(folder, path.toAbsolutePath()));
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw because(
          e,
          "%s: %s cannot be read (%s): mend its permissions"
              .formatted(folder, path.toAbsolutePath(), e));
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A new object of each implementation.
   *
   * @throws SettingsException naming the jars when one of them cannot be loaded
   */
  public <S> List<S> services(Class<S> service) {
    List<S> found = new ArrayList<>();
    try {
      ServiceLoader.load(service, loader).forEach(found::add);
      return found;
    } catch (ServiceConfigurationError | LinkageError e) {
      throw because(
          e,
          "%s: a %s in %s cannot be loaded (%s): mend or remove its jar"
              .formatted(folder, service.getSimpleName(), jars, e));
    }
  }

  private static SettingsException because(Throwable cause, String fault) {
    SettingsException exception = new SettingsException(fault);
    exception.initCause(cause);
    return exception;
  }

  /** Loads classes of the jars, else those of the application. */
  public ClassLoader loader() {
    return loader;
  }

  /** The jars, in the order in which they are searched. */
  public List<Path> jars() {
    return jars;
  }

  @Override
  public void close() {
    try {
      loader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
