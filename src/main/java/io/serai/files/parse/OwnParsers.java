package io.serai.files.parse;

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
 * The parsers that are not Serai's: that of DBC_FACTORY first, then what the jars of
 * FILES_PARSERS_DIR and the class path offer as services. Closing it closes the jars.
 */
final class OwnParsers implements AutoCloseable {

  private final List<Path> jars;
  private final URLClassLoader loader;
  private final List<FileParser> parsers = new ArrayList<>();

  private OwnParsers(List<Path> jars) {
    this.jars = jars;
    URL[] places = jars.stream().map(OwnParsers::url).toArray(URL[]::new);
    loader = new URLClassLoader("parsers", places, FileParser.class.getClassLoader());
  }

  /**
   * Loads them.
   *
   * @throws SettingsException naming the setting that cannot work
   */
  static OwnParsers of(Settings settings) {
    OwnParsers own =
        new OwnParsers(
            settings.optional(Setting.FILES_PARSERS_DIR).map(OwnParsers::jars).orElse(List.of()));
    try {
      settings
          .optional(Setting.DBC_FACTORY)
          .map(text -> new ParserFactory(text, own.loader, own.jars).parser())
          .ifPresent(own.parsers::add);
      own.loadServices();
      return own;
    } catch (RuntimeException e) {
      own.close();
      throw e;
    }
  }

  private static List<Path> jars(String folder) {
    Path path = Path.of(folder);
    if (!Files.isDirectory(path)) {
      throw new SettingsException(
          "FILES_PARSERS_DIR: %s is no folder: create it and put the parsers' jars into it, or unset it"
              .formatted(path.toAbsolutePath()));
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw Faults.of(
          "FILES_PARSERS_DIR: %s cannot be read (%s): mend its permissions"
              .formatted(path.toAbsolutePath(), e),
          e);
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void loadServices() {
    try {
      for (FileParser parser : ServiceLoader.load(FileParser.class, loader)) {
        parsers.add(named(parser, "FILES_PARSERS_DIR: " + parser.getClass().getName()));
      }
    } catch (ServiceConfigurationError | LinkageError e) {
      throw Faults.of(
          "FILES_PARSERS_DIR: a parser in %s cannot be loaded (%s): mend or remove its jar"
              .formatted(jars, e),
          e);
    }
  }

  static FileParser named(FileParser parser, String where) {
    if (parser.name() == null || parser.name().isBlank()) {
      throw new SettingsException(where + " has no name: let name() return one");
    }
    return parser;
  }

  /** In the order in which they are asked. */
  List<FileParser> parsers() {
    return List.copyOf(parsers);
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
