package io.serai;

import io.serai.cli.RootCommand;

/** Entry point: runs the command line and ends with its exit code. */
public final class Serai {

  private Serai() {}

  /** Runs one command. */
  public static void main(String[] args) {
    // Vert.x would make a folder for files of the class path, which a killed process leaves behind
    System.setProperty("vertx.disableFileCPResolving", "true");
    System.exit(RootCommand.run(args));
  }
}
