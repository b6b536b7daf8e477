package io.serai.files.parse;

import static io.serai.files.parse.Parsing.joined;
import static io.serai.files.parse.Parsing.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextReaderTest {

  private static final String CHINESE = "姓名,年龄,城市\n张三,30,北京\n李四,25,上海\n";

  private static String read(TextReader reader) throws IOException {
    StringWriter text = new StringWriter();
    reader.transferTo(text);
    return text.toString();
  }

  private static void assertRead(byte[] bytes, String text, String encoding) throws IOException {
    TextReader reader = new TextReader(new Trickle(bytes));
    assertThat(read(reader)).isEqualTo(text);
    assertThat(reader.encoding()).isEqualTo(encoding);
    assertThat(reader.undecodable()).isZero();
    assertThat(reader.bytes()).isEqualTo(bytes.length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "GB18030", "UTF-16LE", "UTF-16BE"})
  void should_know_the_encoding_when_the_text_is_short_and_chinese(String encoding)
      throws IOException {
    assertRead(CHINESE.getBytes(Charset.forName(encoding)), CHINESE, encoding);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
  void should_know_the_encoding_when_hanzi_have_zero_bytes_too(String encoding) throws IOException {
    String few = "编号,名称\n一,二\n";
    String many = "编号,日期,名称\n" + "17,2025-08-25,一个开始的销售员最好\n".repeat(300);
    assertRead(few.getBytes(Charset.forName(encoding)), few, encoding);
    assertRead(many.getBytes(Charset.forName(encoding)), many, encoding);
  }

  @ParameterizedTest
  @CsvSource({"UTF-8,UTF-8", "UTF-16LE,UTF-16LE", "UTF-16BE,UTF-16BE", "UTF-32LE,UTF-32LE"})
  void should_leave_out_the_mark_when_there_is_one(String charset, String encoding)
      throws IOException {
    byte[] bytes = ("\uFEFF" + CHINESE).getBytes(Charset.forName(charset));
    assertRead(bytes, CHINESE, encoding);
  }

  @ParameterizedTest
  @CsvSource({
    "windows-1251,Широкая электрификация южных губерний даст мощный толчок подъёму хозяйства",
    "Big5,臺灣的中文資料在這裡有很多字可以用來判斷編碼是什麼",
    "Shift_JIS,これは日本語のテキストです。文字コードを判定するために書いています。",
    "EUC-KR,이것은 한국어 텍스트입니다 인코딩을 확인하기 위해 작성했습니다 여러 글자가 필요합니다"
  })
  void should_read_other_encodings_when_there_is_text_enough(String charset, String text)
      throws IOException {
    byte[] bytes = (text + "\n" + text).getBytes(Charset.forName(charset));
    assertThat(read(new TextReader(new ByteArrayInputStream(bytes)))).isEqualTo(text + "\n" + text);
  }

  @Test
  void should_read_western_text_when_single_letters_have_accents() throws IOException {
    String text = "name,place\nRené,Café\nJürgen,Köln\n";
    byte[] bytes = text.getBytes(Charset.forName("windows-1252"));
    assertThat(read(new TextReader(new ByteArrayInputStream(bytes)))).isEqualTo(text);
  }

  static IntStream lengths() {
    return IntStream.concat(
        IntStream.of(0, 1, 200_000), IntStream.rangeClosed(TextReader.WINDOW - 3, 65_538));
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void should_settle_the_encoding_late_when_the_begin_is_plain(int length) throws IOException {
    String text = "a".repeat(length) + "张三李四𠀀北京" + "b".repeat(length) + "完";
    for (String encoding : new String[] {"UTF-8", "GB18030"}) {
      assertRead(text.getBytes(Charset.forName(encoding)), text, encoding);
    }
  }

  @Test
  void should_put_characters_together_when_buffers_cut_them() throws IOException {
    for (int shift = 0; shift < 4; shift++) {
      String text = "x".repeat(shift) + "𠀀语言é".repeat(20_000);
      assertRead(utf8(text), text, "UTF-8");
      assertRead(text.getBytes(CharsetGuess.GB18030), text, "GB18030");
    }
  }

  @Test
  void should_count_what_is_no_character_when_it_is_little() throws IOException {
    byte[] bytes = joined(utf8("张三".repeat(100)), new byte[] {(byte) 0xE5}, utf8("李四,ok"));
    TextReader reader = new TextReader(new ByteArrayInputStream(bytes));
    assertThat(read(reader)).endsWith("三\uFFFD李四,ok");
    assertThat(reader.encoding()).isEqualTo("UTF-8");
    assertThat(reader.undecodable()).isEqualTo(1);
    TextReader cut =
        new TextReader(new ByteArrayInputStream(utf8("张三李四"), 0, utf8("张三李四").length - 1));
    assertThat(read(cut)).isEqualTo("张三李\uFFFD");
  }

  @Test
  void should_say_ascii_when_nothing_else_came() throws IOException {
    assertRead(utf8("plain"), "plain", "US-ASCII");
    assertRead(new byte[0], "", "US-ASCII");
  }

  @Test
  void should_refuse_random_bytes_when_they_are_named_as_text() {
    for (int size : new int[] {40, 1000, 300_000}) {
      byte[] garbage = new byte[size];
      new Random(size).nextBytes(garbage);
      assertThat(fault(garbage).code()).isEqualTo("NOT_TEXT");
    }
  }

  @Test
  void should_refuse_a_file_when_garbage_follows_much_text() {
    byte[] garbage = new byte[400_000];
    new Random(1).nextBytes(garbage);
    assertThat(fault(joined(utf8("张三".repeat(30_000)), garbage)).code()).isEqualTo("NOT_TEXT");
  }

  @ParameterizedTest
  @CsvSource({
    "504B030414000600,document of Excel",
    "255044462D312E37,PDF document",
    "89504E470D0A1A0A,PNG image",
    "1F8B0800,packed with gzip",
    "00,byte 1 is zero",
    "01,control characters"
  })
  void should_say_what_a_file_is_when_it_is_no_text(String hex, String what) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThat(fault(bytes).code()).isEqualTo("NOT_TEXT");
    assertThat(fault(bytes)).hasMessageContaining(what).hasMessageContaining("FILES_PARSER");
  }

  private static InvalidFileException fault(byte[] bytes) {
    return catchThrowableOfType(
        InvalidFileException.class, () -> read(new TextReader(new ByteArrayInputStream(bytes))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a,b\n1,\0\n",
        "id,name\n1,\0b\n2,c\n",
        "col\n123\n4\00056\n",
        "k,v,w\n1,2,\0\n3,4,5\n",
        "a,b\n1,\0\n2,\0\n3,\0\n",
        "a,b\nx,\0\ny,\0\n",
        "名,值\n甲,\0\n",
        "名,值\n1,\0\n2,\0\n3,\0\n",
        "Renée,x\n1,\0\n2,\0\n3,\0\n"
      })
  void should_refuse_a_file_when_zero_bytes_strayed_into_it(String text) {
    for (String encoding : new String[] {"UTF-8", "GB18030", "windows-1252"}) {
      InvalidFileException fault = fault(text.getBytes(Charset.forName(encoding)));
      assertThat(fault.code()).isEqualTo("NOT_TEXT");
      assertThat(fault).hasMessageContaining(" is zero").hasMessageContaining("without zero bytes");
    }
  }

  @Test
  void should_name_the_place_when_a_zero_byte_comes_late() {
    byte[] plain = utf8("1,2\n".repeat(40_000) + "\0\n");
    byte[] chinese = utf8("张\n".repeat(80_000) + "\0\n");
    assertThat(fault(plain).code()).isEqualTo("NOT_TEXT");
    assertThat(fault(plain)).hasMessageContaining("(byte 160001 is zero)");
    assertThat(fault(chinese)).hasMessageContaining("(character 160001 is zero)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "名称\n",
        "中,中\n",
        "a,中\nb,文\n",
        "имя,город\nОльга,Москва\n",
        "姓名,備註\n張三,臺灣龍\n",
        "これは,ひらがな\nです,ok\n",
        "이름,도시\n김철수,서울\n",
        "name,place\nRené,Köln\n"
      })
  void should_know_utf16_without_a_mark_when_the_text_is_of_any_language(String text)
      throws IOException {
    for (String encoding : new String[] {"UTF-16LE", "UTF-16BE"}) {
      assertRead(text.getBytes(Charset.forName(encoding)), text, encoding);
    }
  }

  @Test
  void should_read_colours_and_form_feeds_when_a_log_has_them() throws IOException {
    String text = "\u001b[31mERROR\u001b[0m\f\u001a";
    assertRead(text.getBytes(StandardCharsets.US_ASCII), text, "US-ASCII");
  }

  /** Gives odd portions, as a network does. */
  private static final class Trickle extends InputStream {
    private final ByteArrayInputStream bytes;
    private int portion;

    Trickle(byte[] bytes) {
      this.bytes = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      portion = portion % 8191 + 1009;
      return bytes.read(target, offset, Math.min(portion, length));
    }
  }
}
