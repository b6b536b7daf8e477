package io.serai.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SQL that ships as files and that users may override: {@code <line>/<name>.sql} in {@code
 * SERAI_SQL_DIR}, else in the jar. Stateless but for the folder.
 */
public final class SqlFiles {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");
  private static final Pattern NAME = Pattern.compile("\\$\\{([A-Za-z]+)}");

  private final Optional<Path> folder;

  /**
   * @param folder the user's folder, if there is one
   */
  public SqlFiles(Optional<Path> folder) {
    this.folder = folder;
  }

  /**
   * The statement with its names filled in; names are SQL text, so pass only validated identifiers.
   *
   * @throws SettingsException when the file cannot be read or uses an unknown name
   */
  public String load(String line, String name, Map<String, String> names) {
    Matcher matcher = NAME.matcher(find(line, name + ".sql").orElseThrow());
    return matcher.replaceAll(
        found -> {
          String value = names.get(found.group(1));
          if (value == null) {
            throw new SettingsException(
                "sql/%s/%s.sql uses ${%s}; known are %s"
                    .formatted(line, name, found.group(1), names.keySet()));
          }
          return Matcher.quoteReplacement(value);
        });
  }

  /**
   * The text of a file as it is, where there is one.
   *
   * @param file its plain name, such as {@code trending.sql}
   * @throws SettingsException when it is there and cannot be read
   */
  public Optional<String> find(String line, String file) {
    if (!PLAIN.matcher(file).matches()) {
      return Optional.empty();
    }
    Optional<Path> own = folder.map(f -> f.resolve(line).resolve(file)).filter(Files::exists);
    try {
      if (own.isPresent()) {
        return Optional.of(Files.readString(own.get()));
      }
      try (InputStream in = SqlFiles.class.getResourceAsStream("/sql/" + line + "/" + file)) {
        return in == null
            ? Optional.empty()
            : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new SettingsException(
          "SERAI_SQL_DIR: %s cannot be read: %s"
              .formatted(own.map(Path::toString).orElse(file), e));
    }
  }
}
