package io.serai.cli;

import io.serai.testing.TestClickHouse;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On DuckDB behind ClickHouse's HTTP interface. */
class CacheValuesTest extends CacheValuesContract {

  @RegisterExtension static final TestClickHouse CLICK_HOUSE = new TestClickHouse();

  @Override
  TestClickHouse clickHouse() {
    return CLICK_HOUSE;
  }
}
