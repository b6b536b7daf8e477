package io.serai.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.TestDatabase;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyPrefixTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.empty();

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "zhilian_job/, zhilian_job/1, true",
        "zhilian_job/, zhilianXjob/1, false",
        "zhilian_job/, my.zhilian_job/1, false",
        "a%/, a%/1, true",
        "a%/, abc/1, false",
        "a\\, a\\1, true",
        "\"\", anything, true",
        "数据/, 数据/1, true"
      })
  void should_match_what_begins_so_and_nothing_else(String prefix, String key, boolean expected) {
    assertThat(
            DATABASE
                .jdbc()
                .queryForObject(
                    "SELECT CAST(? AS text) LIKE ?", Boolean.class, key, KeyPrefix.pattern(prefix)))
        .isEqualTo(expected);
  }
}
