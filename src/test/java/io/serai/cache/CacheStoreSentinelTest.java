package io.serai.cache;

import static io.serai.cache.CacheFixture.entries;
import static io.serai.cache.CacheFixture.single;
import static io.serai.cache.CacheFixture.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serai.cache.RedisFault.Kind;
import io.serai.testing.RedisSentinels;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CacheStoreSentinelTest {

  @Test
  void should_go_on_at_the_new_primary_when_the_sentinel_fails_over() {
    try (RedisSentinels sentinels = RedisSentinels.start();
        CacheStore store = CacheFixture.open(sentinels.url())) {
      Turn turn = take(store, "a");
      store.publish(turn, single("old", 1));
      sentinels.failOver();

      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptionsInstanceOf(RedisFault.class)
          .untilAsserted(
              () -> store.publish(turn, Publication.of(entries(0, 5, "new"), Guard.NONE)));

      assertThat(store.get(CacheFixture.key(4))).isPresent();
      assertThat(store.finish(turn, true).keys()).isEqualTo(5);
    }
  }

  @Test
  void should_say_so_when_the_sentinel_does_not_know_the_primary() {
    try (RedisSentinels sentinels = RedisSentinels.start();
        CacheStore store = CacheFixture.open(sentinels.url().replace("mymaster", "other"))) {
      assertThatThrownBy(store::check)
          .hasMessageContaining("Sentinels that do not know the primary")
          .isInstanceOfSatisfying(
              RedisFault.class, fault -> assertThat(fault.kind()).isEqualTo(Kind.ACCESS));
    }
  }

  @Test
  void should_be_away_when_no_sentinel_answers() {
    String url;
    try (RedisSentinels sentinels = RedisSentinels.start()) {
      url = sentinels.url();
    }
    try (CacheStore store = CacheFixture.open(url)) {
      assertThatThrownBy(store::check)
          .isInstanceOfSatisfying(
              RedisFault.class, fault -> assertThat(fault.kind()).isEqualTo(Kind.UNREACHABLE));
    }
  }
}
