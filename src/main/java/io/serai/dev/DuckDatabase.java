package io.serai.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;

/**
 * The DuckDB that stands in for ClickHouse, in one file, with {@value #MEMORY} of memory at the
 * most; what does not fit goes into files beside it. Thread-safe.
 */
final class DuckDatabase implements AutoCloseable {

  private static final String MEMORY = "1GB";
  private static final String DEFAULT = "default";
  private static final String LIBRARY = "libduckdb_java";

  private final DuckDBConnection root;

  private DuckDatabase(DuckDBConnection root) {
    this.root = root;
  }

  /** Opens the file, which is made when missing; what a killed process left is taken up. */
  static DuckDatabase open(Path folder) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("memory_limit", MEMORY);
    properties.setProperty("temp_directory", folder.resolve("spill").toString());
    properties.setProperty("preserve_insertion_order", "false");
    // not jdbc_stream_results, which ends the rows as if all were there when an error comes late
    try {
      Connection connection =
          DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("data.duckdb"), properties);
      forgetUnpackedLibrary();
      DuckDatabase database = new DuckDatabase(connection.unwrap(DuckDBConnection.class));
      database.prepare();
      return database;
    } catch (SQLException e) {
      throw new IOException("DuckDB does not open " + folder + ": " + e.getMessage(), e);
    }
  }

  /**
   * DuckDB unpacks its 60 MB library anew in every process and deletes it at the end, which a
   * killed process does not come to. Linux needs the file no longer once it is loaded.
   */
  private static void forgetUnpackedLibrary() throws IOException {
    Path maps = Path.of("/proc/self/maps");
    if (!Files.isReadable(maps)) {
      return;
    }
    try (Stream<String> lines = Files.lines(maps)) {
      List<String> unpacked =
          lines
              .filter(line -> line.contains("/" + LIBRARY) && line.endsWith(".so"))
              .map(line -> line.substring(line.indexOf('/')))
              .distinct()
              .toList();
      for (String file : unpacked) {
        Files.deleteIfExists(Path.of(file));
      }
    }
  }

  private void prepare() throws SQLException {
    try (Statement statement = root.createStatement()) {
      statement.execute("SET GLOBAL TimeZone = 'UTC'");
      for (String macro : DuckFunctions.statements()) {
        statement.execute(macro);
      }
    }
  }

  /** A connection of one's own in which unqualified tables are those of a database. */
  Connection session(String database) throws SQLException, DuckFault {
    Connection session = root.duplicate();
    try {
      if (!database.isEmpty() && !database.equals(DEFAULT)) {
        use(session, database);
      }
      return session;
    } catch (SQLException | DuckFault | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static void use(Connection session, String database) throws SQLException, DuckFault {
    try (PreparedStatement look =
        session.prepareStatement(
            "SELECT count(*) FROM information_schema.schemata WHERE schema_name = ?")) {
      look.setString(1, database);
      try (ResultSet found = look.executeQuery()) {
        found.next();
        if (found.getInt(1) == 0) {
          throw new DuckFault("UNKNOWN_DATABASE", "Database " + database + " does not exist");
        }
      }
    }
    try (Statement statement = session.createStatement()) {
      String path = DuckText.name(database) + ",main";
      statement.execute("SET search_path = " + DuckText.literal(path));
    }
  }

  @Override
  public void close() throws IOException {
    try {
      root.close();
    } catch (SQLException e) {
      throw new IOException("DuckDB does not close: " + e.getMessage(), e);
    }
  }
}
