package io.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTemplateTest {

  @Test
  void should_be_the_text_when_no_column_is_named() {
    KeyTemplate key = KeyTemplate.of("nova:cache:trending:1h");
    assertThat(key.isFixed()).isTrue();
    assertThat(key.key(Map.of())).isEqualTo("nova:cache:trending:1h");
  }

  @Test
  void should_take_the_values_of_a_row_when_columns_are_named() {
    KeyTemplate key = KeyTemplate.of("a:{x}:{y_2}");
    assertThat(key.columns()).containsExactly("x", "y_2");
    assertThat(key.key(Map.of("x", "$1\\", "y_2", 7L))).isEqualTo("a:$1\\:7");
  }

  @Test
  void should_name_column_and_result_when_a_row_lacks_it() {
    assertThatThrownBy(() -> KeyTemplate.of("a:{x}").key(Map.of("z", 1)))
        .hasMessage("the key a:{x} needs the column x; the result has [z]");
    assertThatThrownBy(() -> KeyTemplate.of("a:{x}").key(Map.of("x", "")))
        .hasMessageContaining("is empty in a row");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", " a", "a:{", "a:}", "a:{1}", "a:{x:y}", "serai:cache:x"})
  void should_refuse_when_it_is_no_key(String text) {
    assertThatThrownBy(() -> KeyTemplate.of(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "a:b, a:b, true",
    "a:b, a:c, false",
    "a:{x}, a:b, true",
    "a:b, a:{x}, true",
    "a:{x}, a:{y}, true",
    "a:{x}, a:b:{y}, true",
    "a:{x}, b:{x}, false",
    "a:{x}:z, a:{x}:w, false"
  })
  void should_tell_whether_some_key_belongs_to_both(String one, String other, boolean both) {
    assertThat(KeyTemplate.of(one).collidesWith(KeyTemplate.of(other))).isEqualTo(both);
  }
}
