package io.serai.dev;

import static io.serai.dev.PostgresFixture.fakeProgram;
import static io.serai.dev.PostgresFixture.firstLine;
import static io.serai.dev.PostgresFixture.searchPath;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Systems other than this one, made up by programs put in front of the search path. Their output is
 * the first line of a process of its own, because a JVM cannot change its search path.
 */
class PostgresUserTest {

  private static final int NOBODY = 65534;

  @TempDir private Path folder;

  private Path home;
  private Path fakes;

  @BeforeEach
  void makeFolders() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    home = folder.resolve("home");
    fakes = folder.resolve("fakes");
  }

  @Test
  void should_say_what_was_tried_when_no_way_works() throws Exception {
    fakeProgram(fakes, "id", "uid=4711 gid=0(root)", 0);
    fakeProgram(fakes, "unshare", "Operation not permitted", 1);

    Process process = new PostgresFixture(home).startProcess(searchPath(fakes));
    String output = process.inputReader().lines().collect(Collectors.joining("\n"));

    assertThat(output)
        .contains("user id 4711 without a name")
        .contains("unshare -U failed (Operation not permitted)")
        .contains("DB_HOST");
    PostgresFixture.leave(process);
  }

  @Test
  void should_hand_the_cluster_to_nobody_when_root_may_not_unshare() throws Exception {
    assumeTrue(isRoot(), "only root can become somebody else");
    fakeProgram(fakes, "unshare", "Operation not permitted", 1);
    PostgresFixture fixture = new PostgresFixture(home, folder.resolve("binaries"));
    Process process = fixture.startProcess(searchPath(fakes));

    assertThat(firstLine(process)).startsWith("port ");
    Path cluster = home.resolve("cluster");
    assertThat(Files.getAttribute(cluster, "unix:uid")).isEqualTo(NOBODY);
    EmbeddedPostgres attached = fixture.start();
    PostgresFixture.execute(attached, "CREATE TABLE moved (n int)");
    PostgresFixture.leave(process);
    attached.close();

    EmbeddedPostgres back = fixture.start();
    assertThat(PostgresFixture.query(back, "SELECT count(*) FROM moved")).isEqualTo("0");
    back.close();
  }

  @Test
  void should_lead_a_process_group_of_its_own_when_there_is_perl_only() throws Exception {
    assumeTrue(HelperProgram.exists("perl"), "needs Perl");
    assumeTrue(Files.exists(Path.of("/proc/self/stat")), "needs Linux's /proc");
    List<String> command = new ArrayList<>(PostgresSession.withPerl());
    command.addAll(List.of("sh", "-c", "echo $$; cut -d ' ' -f 5 /proc/$$/stat"));

    List<String> lines = HelperProgram.run(command).output().lines().toList();

    assertThat(lines).hasSize(2);
    assertThat(lines.get(1)).isEqualTo(lines.get(0));
  }

  private static boolean isRoot() throws IOException {
    return HelperProgram.run(List.of("id", "-u")).output().equals("0");
  }
}
