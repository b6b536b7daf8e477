package io.serai.dev;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs the small programs of the operating system that the launcher leans on. */
final class HelperProgram {

  private static final int NOT_FOUND = 127;

  /** What a program ended with: its exit status and all it printed. */
  record Result(int status, String output) {
    boolean succeeded() {
      return status == 0;
    }
  }

  private HelperProgram() {}

  /** Runs a program that ends soon and prints little; one that is missing has status 127. */
  static Result run(List<String> command) throws IOException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return new Result(NOT_FOUND, e.getMessage());
    }
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(waitFor(process), output.strip());
  }

  static int waitFor(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a helper program ran");
    }
  }

  /** Whether the search path has a program of that name. */
  static boolean exists(String name) {
    String path = System.getenv().getOrDefault("PATH", "");
    for (String directory : path.split(":")) {
      if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, name))) {
        return true;
      }
    }
    return false;
  }
}
