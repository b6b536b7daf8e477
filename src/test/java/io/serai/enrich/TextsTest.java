package io.serai.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {

  @Test
  void should_return_the_same_text_when_there_is_nothing_to_mend() {
    String text = "岗位👩‍💻🚀𠮷 \uFFFD\uFFFF\t\r\n";
    assertThat(Texts.wellFormed(text)).isSameAs(text);
    assertThat(Texts.wellFormed("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "\uD83D", "\uDE00", "\uDE00\uD83D", "x\uD83D", "\uDE00x"})
  void should_replace_each_bad_char_and_keep_the_rest_when_there_are_some(String bad) {
    String mended = Texts.wellFormed(bad + "🚀" + bad);
    String middle = bad.replaceAll("[^x]", "\uFFFD");
    assertThat(mended).isEqualTo(middle + "🚀" + middle);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void should_survive_utf8_unchanged_when_made_of_any_chars(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int c = random.nextInt(12); c > 0; c--) {
        text.append((char) (random.nextBoolean() ? 0xD800 + random.nextInt(0x800) : c - 1));
      }
      String mended = Texts.wellFormed(text.toString());
      assertThat(mended).hasSameSizeAs(text).doesNotContain("\0");
      assertThat(new String(mended.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
          .isEqualTo(mended);
    }
  }
}
