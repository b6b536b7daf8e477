package io.serai.ledger;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** Binds collections as arrays, so that any number of items is one statement. */
final class LedgerArrays {

  private LedgerArrays() {}

  /** Keys at {@code index}, fences behind. */
  static void setClaims(PreparedStatement statement, int index, Collection<Claim> claims)
      throws SQLException {
    statement.setArray(index, texts(statement, claims.stream().map(Claim::key).toList()));
    statement.setArray(index + 1, longs(statement, claims.stream().map(Claim::fence).toList()));
  }

  /** Keys at {@code index}, payloads behind. */
  static void setItems(PreparedStatement statement, int index, Collection<Ledger.NewItem> items)
      throws SQLException {
    statement.setArray(index, texts(statement, items.stream().map(Ledger.NewItem::key).toList()));
    statement.setArray(
        index + 1,
        texts(statement, items.stream().map(i -> StorableText.json(i.payload())).toList()));
  }

  static Array texts(PreparedStatement statement, Collection<String> values) throws SQLException {
    return statement.getConnection().createArrayOf("text", values.toArray());
  }

  static Array longs(PreparedStatement statement, List<Long> values) throws SQLException {
    return statement.getConnection().createArrayOf("bigint", values.toArray());
  }
}
