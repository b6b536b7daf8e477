package io.serai.dev;

import java.io.IOException;
import java.nio.file.Path;

/** Servers for tests in other packages; all share one copy of PostgreSQL's programs. */
public final class TestServers {

  private TestServers() {}

  /** As {@link EmbeddedPostgres#start(Path)}. */
  public static EmbeddedPostgres postgres(Path home) throws IOException {
    return EmbeddedPostgres.start(home, PostgresFixture.BINARIES);
  }
}
