package io.serai.cache;

import io.serai.testing.TestClickHouse;
import org.junit.jupiter.api.extension.RegisterExtension;

class ClickHouseOnDuckTest extends ClickHouseContract {

  @RegisterExtension final TestClickHouse clickHouse = new TestClickHouse();

  @Override
  TestClickHouse clickHouse() {
    return clickHouse;
  }
}
