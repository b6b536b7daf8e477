package io.serai.dev;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** Reaches the server by JDBC and makes the application's database when it is not there yet. */
final class PostgresDatabase {

  static final String HOST = "127.0.0.1";

  /** Of the superuser and of the database. */
  static final String NAME = "serai";

  private static final String MAINTENANCE_DATABASE = "postgres";
  private static final String NO_SUCH_DATABASE = "3D000";
  private static final String INVALID_AUTHORIZATION = "28";
  private static final String TIMEOUT_SECONDS = "10";

  private final int port;
  private final String password;
  private SQLException failure = new SQLException("no connection was tried");

  PostgresDatabase(int port, String password) {
    this.port = port;
    this.password = password;
  }

  static String url(int port, String database) {
    return "jdbc:postgresql://" + HOST + ":" + port + "/" + database;
  }

  /**
   * Whether the database can be used now.
   *
   * @throws IOException when it never will be, because the server does not accept the password
   */
  boolean isReachable() throws IOException {
    try (Connection connection = connect(NAME)) {
      return connection.isValid(0);
    } catch (SQLException e) {
      return recover(e);
    }
  }

  /** Why the last {@link #isReachable} returned false. */
  SQLException failure() {
    return failure;
  }

  private boolean recover(SQLException e) throws IOException {
    failure = e;
    String state = String.valueOf(e.getSQLState());
    if (state.startsWith(INVALID_AUTHORIZATION)) {
      throw new IOException(
          "the PostgreSQL on port " + port + " does not accept the password in the password file",
          e);
    }
    if (state.equals(NO_SUCH_DATABASE)) {
      create();
    }
    return false;
  }

  private void create() {
    try (Connection connection = connect(MAINTENANCE_DATABASE);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + NAME);
      // the user bears the name of the ledger's schema: tables of others do not belong there
      statement.execute("ALTER DATABASE " + NAME + " SET search_path = public");
    } catch (SQLException e) {
      failure = e;
    }
  }

  private Connection connect(String database) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", NAME);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", TIMEOUT_SECONDS);
    properties.setProperty("socketTimeout", TIMEOUT_SECONDS);
    return DriverManager.getConnection(url(port, database), properties);
  }
}
