package io.serai.files.store;

import java.nio.file.Path;

public final class WorkFiles {
  public static WorkFiles of(io.serai.config.Settings s) {
    return new WorkFiles();
  }

  public Path source(String a, String b) throws java.io.IOException {
    throw new java.io.IOException("no");
  }

  public Path result(String a, String b) throws java.io.IOException {
    throw new java.io.IOException("no");
  }

  public void cleanUp(String a, boolean b) {}
}
