package io.serai.dev;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts one of PostgreSQL's programs as the right user, with no input and its output in the log
 * file, so that nothing ties it to this process's streams.
 */
record PostgresProgram(Path binaries, PostgresUser user, Path folder, PostgresLog log) {

  Process start(List<String> session, String program, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(session);
    command.addAll(user.prefix());
    command.add(binaries.resolve("bin").resolve(program).toString());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("LC_ALL", "C");
    return builder.start();
  }
}
