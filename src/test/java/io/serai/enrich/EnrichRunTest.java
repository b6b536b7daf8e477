package io.serai.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.cli.RootCommand;
import io.serai.dev.Behaviour;
import io.serai.dev.CozeDouble;
import io.serai.testing.TestDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine;

/** Whole runs of the command line in this process: whatever goes wrong, a run comes to its end. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EnrichRunTest {

  @RegisterExtension final TestDatabase database = TestDatabase.withLedger();

  private EnrichFixture rows;
  private CozeDouble coze;

  @BeforeEach
  void fillTable() {
    rows = new EnrichFixture(database.jdbc());
    rows.createTable();
    coze = CozeDouble.start(Behaviour.quick().withRecording(true, 0));
  }

  @AfterEach
  void stopCoze() {
    coze.close();
  }

  @Test
  void should_enrich_the_neighbours_when_the_table_refuses_some_answers() {
    rows.insert(0, 100);
    database
        .jdbc()
        .update(
            "UPDATE zhilian_job SET processed_info = processed_info || ' [[answer:too long]]'"
                + " WHERE id % 10 = 0");
    database
        .jdbc()
        .execute(
            "ALTER TABLE zhilian_job ADD CHECK (job_description_detail NOT LIKE '%too long%')");

    Run run = run(Map.of());

    assertThat(run.exitCode()).as(run.output()).isEqualTo(3);
    assertThat(rows.enriched()).isEqualTo(90);
    assertThat(rows.count("serai.work_item WHERE state = 'DEAD' AND error_code = 'SQL_23514'"))
        .isEqualTo(10);
    assertThat(coze.stats().calls()).isEqualTo(100);
  }

  @Test
  void should_end_as_a_wrong_setting_when_no_bot_may_be_used() {
    rows.insert(0, 30);
    coze.behave(Behaviour.quick().withBotCode("bot-1", 4101).withBotCode("bot-2", 4101));

    Run run = run(Map.of());

    assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
    assertThat(rows.enriched()).isZero();
    assertThat(rows.count("serai.work_item WHERE state IN ('CLAIMED', 'DEAD')")).isZero();
  }

  private record Run(int exitCode, String output) {}

  private Run run(Map<String, String> more) {
    Map<String, String> settings = rows.environment(database.environment(), coze, 8);
    settings.putAll(more);
    List<String> arguments = new ArrayList<>(List.of("enrich", "run", "--once"));
    settings.forEach((name, value) -> arguments.addAll(List.of("-s", name + "=" + value)));
    StringWriter output = new StringWriter();
    CommandLine command =
        RootCommand.commandLine()
            .setOut(new PrintWriter(output, true))
            .setErr(new PrintWriter(output, true));
    return new Run(command.execute(arguments.toArray(String[]::new)), output.toString());
  }
}
