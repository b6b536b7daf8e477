package io.serai.cli;

import io.serai.config.BucketNames;
import io.serai.config.SettingsException;
import io.serai.files.ScanOptions;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * One scan of a file of presets. Immutable.
 *
 * @param bucket null: the settings'
 * @param prefix of the keys; empty: all
 * @param destBucket null: the settings'
 * @param most tasks at the most
 */
record ScanPreset(String bucket, String prefix, String destBucket, long most) {

  private static final Set<String> FIELDS =
      Set.of("name", "bucket", "prefix", "dest_bucket", "max_files");

  /**
   * Reads a YAML or JSON file.
   *
   * @throws SettingsException naming the scan and the field that cannot be
   */
  static List<ScanPreset> read(Path file) {
    Object content;
    try {
      content = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new SettingsException(
          file + " does not exist: name the file of presets; --help shows its form");
    } catch (CharacterCodingException e) {
      throw new SettingsException(file + " cannot be read: it is no text in UTF-8");
    } catch (IOException | YamlEngineException e) {
      throw new SettingsException(file + " cannot be read: " + e.getMessage());
    }
    if (!(content instanceof List<?> list)) {
      throw new SettingsException(file + " is no list of scans; --help shows its form");
    }
    List<ScanPreset> presets = new ArrayList<>();
    for (Object each : list) {
      presets.add(of(each, file + ", scan " + (presets.size() + 1)));
    }
    return presets;
  }

  private static ScanPreset of(Object value, String where) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new SettingsException(where + " is no map of " + new TreeSet<>(FIELDS));
    }
    for (Object field : map.keySet()) {
      if (!FIELDS.contains(String.valueOf(field))) {
        throw new SettingsException(
            "%s: %s is not a field, there are %s".formatted(where, field, new TreeSet<>(FIELDS)));
      }
    }
    String prefix = text(map, "prefix", where);
    return new ScanPreset(
        bucket(map, "bucket", where),
        prefix == null ? "" : prefix,
        bucket(map, "dest_bucket", where),
        most(map.get("max_files"), where));
  }

  private static String bucket(Map<?, ?> map, String field, String where) {
    String name = text(map, field, where);
    if (name != null && !BucketNames.isPossible(name)) {
      throw new SettingsException(
          "%s: %s=%s is not a bucket: %s".formatted(where, field, name, BucketNames.RULE));
    }
    return name;
  }

  private static String text(Map<?, ?> map, String field, String where) {
    Object value = map.get(field);
    if (value != null && !(value instanceof String)) {
      throw new SettingsException("%s: %s must be a text and is %s".formatted(where, field, value));
    }
    return (String) value;
  }

  private static long most(Object value, String where) {
    if (value == null) {
      return Long.MAX_VALUE;
    }
    if (value instanceof Integer number && number > 0) {
      return number;
    }
    throw new SettingsException(where + ": max_files must be a number above 0 and is " + value);
  }

  ScanOptions options(String defaultBucket, String defaultDest, boolean restart, boolean force) {
    return new ScanOptions(
        bucket == null ? defaultBucket : bucket,
        prefix,
        destBucket == null ? defaultDest : destBucket,
        most,
        restart,
        force);
  }
}
