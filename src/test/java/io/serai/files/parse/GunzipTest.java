package io.serai.files.parse;

import static io.serai.files.parse.Parsing.gzip;
import static io.serai.files.parse.Parsing.joined;
import static io.serai.files.parse.Parsing.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.config.Setting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GunzipTest {

  private static final byte[] TABLE = gzip(utf8("a,b\n1,2\n3,4\n"));

  private static InvalidFileException fault(String key, byte[] content) {
    return catchThrowableOfType(
        InvalidFileException.class, () -> Parsing.plain().bytes(key, content));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.csv.gz", "x/A.CSV.GZ", "a.csv"})
  void should_unpack_when_name_or_first_bytes_say_gzip(String key) throws IOException {
    assertThat(Parsing.plain().json(key, TABLE).get("total_rows").asInt()).isEqualTo(2);
  }

  @Test
  void should_read_all_members_when_there_are_several() throws IOException {
    byte[] members = joined(TABLE, gzip(new byte[0]), gzip(utf8("5,6\n")));
    assertThat(Parsing.plain().json("a.csv.gz", members).get("total_rows").asInt()).isEqualTo(3);
  }

  @Test
  void should_refuse_when_any_byte_less_is_there() {
    for (int length = 1; length < TABLE.length; length++) {
      InvalidFileException fault = fault("a.csv.gz", Arrays.copyOf(TABLE, length));
      assertThat(fault.code()).isEqualTo("BAD_GZIP");
      if (length > 1) {
        assertThat(fault).hasMessageContaining("cut off after byte " + length + ":");
      }
    }
  }

  @Test
  void should_refuse_when_the_packed_bytes_are_damaged() {
    byte[] damaged = TABLE.clone();
    damaged[damaged.length - 6] ^= 1;
    assertThat(fault("a.csv.gz", damaged).code()).isEqualTo("BAD_GZIP");
    assertThat(fault("a.csv.gz", damaged))
        .hasMessageContaining("the gzip file is damaged (")
        .hasMessageNotContaining("byte");
    assertThat(fault("a.csv.gz", joined(TABLE, utf8("and more"))).code()).isEqualTo("BAD_GZIP");
    assertThat(fault("a.csv.gz", new byte[0]).code()).isEqualTo("EMPTY_FILE");
    assertThat(fault("a.csv.gz", gzip(new byte[0])).code()).isEqualTo("EMPTY_FILE");
  }

  @Test
  void should_say_so_when_a_file_is_named_gz_and_is_none() {
    byte[] noise = new byte[5000];
    new Random(2).nextBytes(noise);
    for (byte[] content : new byte[][] {utf8("a,b\n1,2\n"), utf8("x"), noise}) {
      assertThat(fault("a.csv.gz", content).code()).isEqualTo("BAD_GZIP");
      assertThat(fault("a.csv.gz", content))
          .hasMessageContaining("is no gzip although its name ends in .gz: store it without .gz")
          .hasMessageNotContaining("byte");
    }
  }

  @Test
  void should_stop_when_a_file_unpacks_to_too_much() {
    byte[] spaces = new byte[40 << 20];
    Arrays.fill(spaces, (byte) ' ');
    InvalidFileException fault = fault("a.txt.gz", gzip(spaces));
    assertThat(fault.code()).isEqualTo("GZIP_BOMB");
    assertThat(fault)
        .hasMessageContaining("more than 200 times its size")
        .hasMessageContaining("FILES_MAX_EXPANSION");
  }

  @Test
  void should_unpack_what_grows_much_when_it_is_small_or_allowed() throws IOException {
    byte[] spaces = new byte[4 << 20];
    Arrays.fill(spaces, (byte) ' ');
    assertThat(Parsing.plain().json("a.txt.gz", gzip(spaces)).get("bytes").asInt())
        .isEqualTo(4 << 20);
    byte[] more = new byte[20 << 20];
    Arrays.fill(more, (byte) ' ');
    Parsing generous = Parsing.plain().with(Setting.FILES_MAX_EXPANSION, 1100);
    assertThat(generous.json("a.txt.gz", gzip(more)).get("bytes").asInt()).isEqualTo(20 << 20);
  }

  @Test
  void should_stop_when_a_header_never_ends() {
    byte[] begin = {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, 0};
    Repeated name = new Repeated();
    InvalidFileException fault =
        catchThrowableOfType(
            InvalidFileException.class,
            () ->
                Parsing.plain()
                    .parsers()
                    .parse(
                        "a.csv.gz",
                        new SequenceInputStream(new ByteArrayInputStream(begin), name),
                        OutputStream.nullOutputStream()));
    assertThat(fault.code()).isEqualTo("BAD_GZIP");
    assertThat(name.count).isLessThan(3 << 20);
  }

  @Test
  void should_not_unpack_twice_when_gzip_is_in_gzip() {
    assertThat(fault("a.csv.gz", gzip(TABLE)).code()).isEqualTo("NOT_TEXT");
    assertThat(fault("a.csv.gz.gz", gzip(TABLE)).code()).isEqualTo("UNSUPPORTED_FORMAT");
    assertThat(fault("a.csv.gz.gz", gzip(TABLE))).hasMessageContaining("packed with gzip");
  }

  @Test
  void should_pass_on_what_broke_when_the_packed_source_does() {
    byte[] noise = new byte[300_000];
    new Random(1).nextBytes(noise);
    IOException broken = new IOException("connection reset");
    InputStream source =
        new SequenceInputStream(
            new ByteArrayInputStream(gzip(utf8(Arrays.toString(noise))), 0, 100_000),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw broken;
              }
            });
    assertThat(
            catchThrowableOfType(
                IOException.class,
                () ->
                    Parsing.plain()
                        .parsers()
                        .parse("a.txt.gz", source, OutputStream.nullOutputStream())))
        .isSameAs(broken);
  }

  private static final class Repeated extends InputStream {
    private long count;

    @Override
    public int read() {
      count++;
      return 'n';
    }
  }
}
