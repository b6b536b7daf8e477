package io.serai.files.parse;

import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.config.SettingsException;
import io.serai.ops.ServiceJars;
import java.util.ArrayList;
import java.util.List;

/**
 * The parsers that are not Serai's: that of DBC_FACTORY first, then what the jars of
 * FILES_PARSERS_DIR and the class path offer as services. Closing it closes the jars.
 */
final class OwnParsers implements AutoCloseable {

  private final ServiceJars jars;
  private final List<FileParser> parsers = new ArrayList<>();

  private OwnParsers(ServiceJars jars) {
    this.jars = jars;
  }

  /**
   * Loads them.
   *
   * @throws SettingsException naming the setting that cannot work
   */
  static OwnParsers of(Settings settings) {
    OwnParsers own =
        new OwnParsers(ServiceJars.open(settings, Setting.FILES_PARSERS_DIR, FileParser.class));
    try {
      settings
          .optional(Setting.DBC_FACTORY)
          .map(text -> new ParserFactory(text, own.jars.loader(), own.jars.jars()).parser())
          .ifPresent(own.parsers::add);
      for (FileParser parser : own.jars.services(FileParser.class)) {
        own.parsers.add(named(parser, "FILES_PARSERS_DIR: " + parser.getClass().getName()));
      }
      return own;
    } catch (RuntimeException e) {
      own.close();
      throw e;
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
    jars.close();
  }
}
