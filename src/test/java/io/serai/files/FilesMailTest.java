package io.serai.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The mail about failed files. */
class FilesMailTest {

  private final FilesMail mail = new FilesMail(new MailServer("mail.example.com", "25", "none"));

  @Test
  void should_be_empty_when_all_went_well() {
    assertThat(mail.text(List.of(new Outcome(null, SampleResults.success("a", 1))))).isEmpty();
  }

  @Test
  void should_name_each_file_and_its_error_when_some_failed() {
    String text =
        mail.text(
            List.of(
                new Outcome(null, SampleResults.failed("a.csv", 1, "broken")),
                new Outcome(null, SampleResults.success("b.csv", 1)),
                new Outcome(null, SampleResults.failed("c.csv", 1, "文件格式不支持"))));

    assertThat(text.lines()).hasSize(11).noneMatch(line -> line.startsWith(" "));
    assertThat(text).doesNotContain("\r");
    assertThat(text)
        .contains("文件处理失败: a.csv\n错误: broken\nbucket: in, code: BAD_CSV, attempts: 1")
        .contains("文件处理失败: c.csv\n错误: 文件格式不支持")
        .contains("serai ledger why files 'in/a.csv@v1'")
        .doesNotContain("b.csv");
  }
}
