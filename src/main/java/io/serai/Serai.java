package io.serai;

import io.serai.cli.RootCommand;

/** Entry point: runs the command line and ends with its exit code. */
public final class Serai {

  private Serai() {}

  /** Runs one command. */
  public static void main(String[] args) {
    System.exit(RootCommand.run(args));
  }
}
