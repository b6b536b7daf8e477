package io.serai.cache;

import io.serai.testing.TestRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Gives each test of the store an empty Redis, and the store. */
abstract class CacheStoreTestBase {

  @RegisterExtension static final TestRedis REDIS = TestRedis.plain();

  static final Guard HALF = new Guard(1, 0.5);

  CacheStore store;

  @BeforeEach
  void open() {
    REDIS.flush();
    store = CacheFixture.open(REDIS.url());
  }

  @AfterEach
  void close() {
    store.close();
  }
}
