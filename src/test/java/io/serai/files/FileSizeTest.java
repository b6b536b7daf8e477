package io.serai.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileSizeTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1.0 KB",
    "2048, 2.0 KB",
    "1048524, 1023.9 KB",
    "1048575, 1.0 MB",
    "21495808, 20.5 MB",
    "1073741824, 1.0 GB",
    "9223372036854775807, 8.0 EB"
  })
  void should_read_as_in_the_requirement_when_formatted(long bytes, String text) {
    assertThat(FileSize.text(bytes)).isEqualTo(text);
  }
}
