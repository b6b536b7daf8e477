package io.serai.files.parse;

import static io.serai.files.parse.Parsing.gzip;
import static io.serai.files.parse.Parsing.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.config.Setting;
import io.serai.config.SettingsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Own parsers as somebody else writes, compiles and hands them over. */
class OwnParsersTest {

  private static final String PARSER =
      """
      package com.acme;
      import io.serai.files.parse.*;
      import java.io.*;
      public class Upper implements FileParser {
        public String name() { return "upper"; }
        public boolean accepts(String fileName) { return fileName.endsWith(".dbc"); }
        public void parse(InputStream source, OutputStream result, ParseOptions options)
            throws IOException {
          try (source; result) {
            String text = new String(source.readAllBytes());
            if (text.isEmpty()) throw new InvalidFileException("EMPTY_FILE", "give me more");
            result.write((text.toUpperCase() + options.maxLine()).getBytes());
          }
        }
        public static class Supply implements java.util.function.Supplier<FileParser> {
          public FileParser get() { return new Upper(); }
        }
        public static FileParser create() { return new Upper(); }
        public static FileParser fail() { throw new IllegalStateException("no licence"); }
        public static String wrong() { return "x"; }
        public static FileParser nothing() { return null; }
        public FileParser notStatic() { return this; }
        public static FileParser nameless() {
          return new Upper() { public String name() { return " "; } };
        }
        public static class Local implements LocalFileParser {
          public String name() { return "local"; }
          public boolean accepts(String fileName) { return fileName.equals("disk.dat"); }
          public void parse(java.nio.file.Path source, java.nio.file.Path result)
              throws IOException {
            java.nio.file.Files.copy(source, result);
          }
        }
      }
      """;

  private static Path classes;
  private static Path jars;
  private static Path services;

  @BeforeAll
  static void compile(@TempDir Path folder) throws IOException {
    Path source = Files.createDirectories(folder.resolve("src/com/acme")).resolve("Upper.java");
    Files.writeString(source, PARSER);
    classes = Files.createDirectories(folder.resolve("classes"));
    String[] arguments = {
      "-d", classes.toString(), "-cp", "target/classes", "-proc:none", source.toString()
    };
    assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments)).isZero();
    jars = Files.createDirectories(folder.resolve("jars"));
    jar(jars.resolve("acme.jar"), Map.of());
    services = Files.createDirectories(folder.resolve("services"));
    jar(
        services.resolve("b.jar"),
        Map.of(
            "META-INF/services/" + FileParser.class.getName(),
            "com.acme.Upper\ncom.acme.Upper$Local\n"));
    Files.writeString(services.resolve("readme.txt"), "not a jar");
  }

  private static void jar(Path file, Map<String, String> texts) throws IOException {
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file));
        var compiled = Files.walk(classes)) {
      for (Path path : compiled.filter(Files::isRegularFile).toList()) {
        jar.putNextEntry(new JarEntry(classes.relativize(path).toString().replace('\\', '/')));
        Files.copy(path, jar);
      }
      for (Map.Entry<String, String> text : texts.entrySet()) {
        jar.putNextEntry(new JarEntry(text.getKey()));
        jar.write(utf8(text.getValue()));
      }
    }
  }

  private static String parse(Parsing parsing, String key, byte[] content) throws IOException {
    return new String(parsing.bytes(key, content), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"com.acme.Upper", "com.acme.Upper$Supply", "com.acme.Upper:create"})
  void should_use_the_parser_when_the_factory_makes_it(String factory) throws IOException {
    Parsing parsing =
        Parsing.plain().with(Setting.FILES_PARSERS_DIR, jars).with(Setting.DBC_FACTORY, factory);
    assertThat(parse(parsing, "Data/A.DBC", utf8("abc"))).isEqualTo("ABC1000000");
    assertThat(parse(parsing, "a.dbc.gz", gzip(utf8("abc")))).isEqualTo("ABC1000000");
    assertThat(parsing.chosen("a.csv", utf8("a\n"))).isEqualTo("csv");
    assertThat(parsing.with(Setting.FILES_PARSER, "upper").chosen("a.csv", utf8("a")))
        .isEqualTo("upper");
  }

  @Test
  void should_use_the_parsers_when_a_jar_offers_them_as_services() throws IOException {
    Parsing parsing = Parsing.plain().with(Setting.FILES_PARSERS_DIR, services);
    assertThat(parsing.chosen("a.dbc", utf8("abc"))).isEqualTo("upper");
    assertThatThrownBy(() -> parsing.bytes("a.dbc", new byte[0])).hasMessage("give me more");
    parsing.with(Setting.FILES_PARSER, "none");
    assertThatThrownBy(parsing::parsers).hasMessageContaining("upper, local, csv");
  }

  @Test
  void should_hand_out_the_parser_when_it_needs_files_on_disk(@TempDir Path folder)
      throws IOException {
    Path source = Files.writeString(folder.resolve("in"), "content");
    try (FileParsers parsers =
        Parsing.plain().with(Setting.FILES_PARSERS_DIR, services).parsers()) {
      assertThat(parsers.localParser("a.dbc")).isEmpty();
      LocalFileParser local = parsers.localParser("x/DISK.dat.gz").orElseThrow();
      local.parse(source, folder.resolve("out"));
      assertThat(folder.resolve("out")).hasContent("content");
      assertThatThrownBy(
              () ->
                  parsers.parse(
                      "disk.dat", InputStream.nullInputStream(), OutputStream.nullOutputStream()))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("local reads local files only");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "my_module:create_parser | there is no class my_module",
        "com.acme.Upper:missing | NoSuchMethodException",
        "com.acme.Upper:notStatic | make it public static",
        "com.acme.Upper:fail | no licence",
        "com.acme.Upper:wrong | it made a java.lang.String",
        "com.acme.Upper:nothing | it made nothing",
        "com.acme.Upper:nameless | has no name",
        "java.util.Collections | it cannot be used"
      })
  void should_say_why_when_the_factory_makes_no_parser(String factory, String why) {
    Parsing parsing =
        Parsing.plain().with(Setting.FILES_PARSERS_DIR, jars).with(Setting.DBC_FACTORY, factory);
    assertThatThrownBy(parsing::parsers)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("DBC_FACTORY=" + factory)
        .hasMessageContaining(why);
  }

  @Test
  void should_say_where_it_looked_when_there_is_no_folder_of_jars() {
    Parsing parsing = Parsing.plain().with(Setting.DBC_FACTORY, "com.acme.Upper");
    assertThatThrownBy(parsing::parsers)
        .hasMessageContaining("no jar in FILES_PARSERS_DIR")
        .hasMessageContaining("put its jar into the folder");
  }

  @Test
  void should_name_the_setting_when_the_folder_or_a_service_cannot_be_used(@TempDir Path folder)
      throws IOException {
    Parsing missing = Parsing.plain().with(Setting.FILES_PARSERS_DIR, folder.resolve("none"));
    assertThatThrownBy(missing::parsers)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("FILES_PARSERS_DIR")
        .hasMessageContaining("is no folder");
    jar(
        folder.resolve("bad.jar"),
        Map.of("META-INF/services/" + FileParser.class.getName(), "com.acme.Absent\n"));
    Parsing broken = Parsing.plain().with(Setting.FILES_PARSERS_DIR, folder);
    assertThatThrownBy(broken::parsers)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("FILES_PARSERS_DIR: a FileParser in")
        .hasMessageContaining("com.acme.Absent");
  }
}
