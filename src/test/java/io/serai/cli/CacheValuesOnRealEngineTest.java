package io.serai.cli;

import io.serai.testing.TestClickHouse;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On the real engine, where it is installed. */
class CacheValuesOnRealEngineTest extends CacheValuesContract {

  @RegisterExtension static final TestClickHouse CLICK_HOUSE = TestClickHouse.real();

  @Override
  TestClickHouse clickHouse() {
    return CLICK_HOUSE;
  }
}
