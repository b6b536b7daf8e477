package io.serai.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The settings of one run: environment variables, then the properties file, then command-line
 * flags; the later wins. All faults are reported together. Immutable.
 */
public final class Settings {

  private static final String DEFAULT = "default";
  private static final List<Setting> DATABASE = List.of(Setting.DB_NAME, Setting.DB_USER);
  private static final List<Setting> MAIL = List.of(Setting.MAIL_FROM, Setting.MAIL_TO);

  private final Map<Setting, String> values;
  private final Map<Setting, String> origins;

  private Settings(Map<Setting, String> values, Map<Setting, String> origins) {
    this.values = values;
    this.origins = origins;
  }

  /**
   * Reads and validates.
   *
   * @param environment usually {@link System#getenv()}
   * @param file a properties file; one that does not exist is passed over
   * @param flags what the command line gave
   * @throws SettingsException naming every value that cannot be and every unknown property
   */
  public static Settings load(
      Map<String, String> environment, Path file, Map<Setting, String> flags) {
    List<String> faults = new ArrayList<>();
    Properties properties = read(file, faults);
    Map<Setting, String> values = new EnumMap<>(Setting.class);
    Map<Setting, String> origins = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      String value = setting.defaultValue();
      String origin = DEFAULT;
      if (setting.isSetBy(environment.get(setting.name()))) {
        value = environment.get(setting.name()).trim();
        origin = "environment";
      }
      if (properties.getProperty(setting.property()) != null) {
        value = properties.getProperty(setting.property()).trim();
        origin = file.toString();
      }
      if (flags.containsKey(setting)) {
        value = flags.get(setting);
        origin = "command line";
      }
      setting.fault(value).ifPresent(faults::add);
      values.put(setting, value);
      origins.put(setting, origin);
    }
    Settings settings = new Settings(values, origins);
    settings.contradictions().forEach(faults::add);
    if (!faults.isEmpty()) {
      throw new SettingsException(faults);
    }
    return settings;
  }

  private static Properties read(Path file, List<String> faults) {
    Properties properties = new Properties();
    if (!Files.exists(file)) {
      return properties;
    }
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      faults.add(file + " cannot be read: " + e.getMessage());
    }
    List<String> prefixes = Setting.propertyPrefixes().toList();
    properties.stringPropertyNames().stream()
        .filter(name -> prefixes.stream().anyMatch(name::startsWith))
        .filter(name -> Setting.ofProperty(name).isEmpty())
        .map(name -> file + ": " + name + " is not a setting; serai config lists all that are")
        .forEach(faults::add);
    return properties;
  }

  private Stream<String> contradictions() {
    List<String> faults = new ArrayList<>();
    if (has(Setting.DB_HOST)) {
      missing(faults, "DB_HOST is set, so name the database and its user", DATABASE);
    } else {
      alone(faults, "DB_HOST is not: set DB_HOST, or unset it for the embedded one", DATABASE);
    }
    if (has(Setting.SMTP_HOST)) {
      missing(faults, "SMTP_HOST is set, so name sender and receivers", MAIL);
    } else {
      alone(faults, "SMTP_HOST is not: set SMTP_HOST, or unset it for no mail", MAIL);
    }
    if (has(Setting.SMTP_USERNAME)) {
      missing(faults, "SMTP_USERNAME is set", List.of(Setting.SMTP_PASSWORD));
    }
    if (good(Setting.SERAI_RETRY_DELAY)
        && good(Setting.SERAI_RETRY_DELAY_MAX)
        && number(Setting.SERAI_RETRY_DELAY) > number(Setting.SERAI_RETRY_DELAY_MAX)) {
      faults.add("SERAI_RETRY_DELAY is above SERAI_RETRY_DELAY_MAX: lower it or raise the other");
    }
    return faults.stream();
  }

  private void missing(List<String> faults, String why, List<Setting> needed) {
    needed.stream()
        .filter(setting -> !has(setting))
        .forEach(setting -> faults.add(setting + " is missing: " + why));
  }

  private void alone(List<String> faults, String why, List<Setting> useless) {
    useless.stream()
        .filter(this::has)
        .forEach(setting -> faults.add(setting + " is set but " + why));
  }

  private boolean good(Setting setting) {
    return setting.fault(text(setting)).isEmpty();
  }

  /** A value as text; empty where nothing is set. */
  public String text(Setting setting) {
    return values.get(setting);
  }

  /** A value, when one is set. */
  public Optional<String> optional(Setting setting) {
    return Optional.of(text(setting)).filter(text -> !text.isEmpty());
  }

  /** Whether a value is set or has a default. */
  public boolean has(Setting setting) {
    return !text(setting).isEmpty();
  }

  /** A whole number, already validated. */
  public int number(Setting setting) {
    return (int) Math.min(Integer.MAX_VALUE, Long.parseLong(text(setting)));
  }

  /** A decimal number, already validated. */
  public double decimal(Setting setting) {
    return Double.parseDouble(text(setting));
  }

  /** True or false, already validated. */
  public boolean flag(Setting setting) {
    return Boolean.parseBoolean(text(setting));
  }

  /** Comma-separated words without blanks around them; empty ones are left out. */
  public List<String> list(Setting setting) {
    return Arrays.stream(text(setting).split(","))
        .map(String::trim)
        .filter(word -> !word.isEmpty())
        .distinct()
        .toList();
  }

  /** Where the value came from: default, environment, a file or the command line. */
  public String origin(Setting setting) {
    return origins.get(setting);
  }

  /** The value as it may be printed: secrets are only said to be set. */
  public String printable(Setting setting) {
    boolean hidden = setting.secret() && has(setting) && !isDefault(setting);
    return hidden ? "(set, not shown)" : text(setting);
  }

  /** Whether nobody set it, so that its value is the default. */
  public boolean isDefault(Setting setting) {
    return DEFAULT.equals(origins.get(setting));
  }

  /**
   * Insists that settings have a value.
   *
   * @throws SettingsException naming all that are missing
   */
  public void require(String purpose, Setting... needed) {
    List<String> missing =
        Arrays.stream(needed)
            .filter(setting -> !has(setting))
            .map(
                setting ->
                    "%s is missing, %s needs it: %s. Set the environment variable or %s in application.properties"
                        .formatted(setting, purpose, setting.description(), setting.property()))
            .toList();
    if (!missing.isEmpty()) {
      throw new SettingsException(missing);
    }
  }
}
