package io.serai.files.parse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.config.Setting;
import io.serai.config.Settings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Parses bytes as a worker does, with chosen settings. */
final class Parsing {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Map<Setting, String> flags = new EnumMap<>(Setting.class);

  static Parsing plain() {
    return new Parsing();
  }

  Parsing with(Setting setting, Object value) {
    flags.put(setting, value.toString());
    return this;
  }

  FileParsers parsers() {
    return FileParsers.of(Settings.load(Map.of(), Path.of("target/none.properties"), flags), 1);
  }

  byte[] bytes(String key, byte[] content) throws IOException {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    try (FileParsers parsers = parsers()) {
      parsers.parse(key, new ByteArrayInputStream(content), result);
    }
    return result.toByteArray();
  }

  String chosen(String key, byte[] content) throws IOException {
    try (FileParsers parsers = parsers()) {
      return parsers.parse(key, new ByteArrayInputStream(content), new ByteArrayOutputStream());
    }
  }

  JsonNode json(String key, byte[] content) throws IOException {
    return MAPPER.readTree(bytes(key, content));
  }

  JsonNode json(String key, String content) throws IOException {
    return json(key, utf8(content));
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
