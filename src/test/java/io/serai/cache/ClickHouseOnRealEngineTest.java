package io.serai.cache;

import io.serai.testing.TestClickHouse;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Skipped, saying so, where chdb is not installed. */
class ClickHouseOnRealEngineTest extends ClickHouseContract {

  @RegisterExtension final TestClickHouse clickHouse = TestClickHouse.real();

  @Override
  TestClickHouse clickHouse() {
    return clickHouse;
  }
}
