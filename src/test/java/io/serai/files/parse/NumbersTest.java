package io.serai.files.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {

  private static double parse(String text) {
    return Numbers.parse(("<" + text + ">").toCharArray(), 1, text.length());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "7",
        "+7",
        "007",
        "1.5",
        "-.5",
        "5.",
        "1e3",
        "1E-3",
        "-2.5e+10",
        "0.1",
        "9007199254740993",
        "123456789012345678901234567890",
        "0.1234567890123456789012345",
        "1e308",
        "1e-320",
        "1e999",
        "4.35",
        "0.000001",
        "999999999999999999",
        "2.2250738585072012e-308"
      })
  void should_be_the_nearest_double_when_it_is_a_number(String text) {
    assertThat(parse(text)).isEqualTo(Double.parseDouble(text));
    assertThat(parse("  " + text + " ")).isEqualTo(Double.parseDouble(text));
  }

  @Test
  void should_agree_with_java_when_numbers_are_random() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      double number = random.nextGaussian() * Math.pow(10, random.nextInt(20) - 10);
      String text =
          i % 2 == 0 ? Double.toString(number) : String.format(Locale.ROOT, "%.7f", number);
      assertThat(parse(text)).isEqualTo(Double.parseDouble(text));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"inf", "-INF", "+Infinity"})
  void should_be_endless_when_it_says_so(String text) {
    assertThat(parse(text)).isInfinite();
    assertThat(parse(text) < 0).isEqualTo(text.startsWith("-"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-",
        ".",
        "e5",
        "1e",
        "1e+",
        "1d",
        "1f",
        "0x10",
        "1,000",
        "1_0",
        "1 2",
        "1.2.3",
        "NaN",
        "--1",
        "info",
        "infinity1",
        "１２",
        "+-1",
        "1e5.0"
      })
  void should_be_none_when_it_is_no_number(String text) {
    assertThat(parse(text)).isNaN();
  }
}
