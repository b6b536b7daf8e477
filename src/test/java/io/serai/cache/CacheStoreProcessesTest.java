package io.serai.cache;

import static io.serai.cache.CacheFixture.INTERVAL;
import static io.serai.cache.CacheFixture.LEASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.cache.Claim.Verdict;
import io.serai.testing.ChildJvm;
import io.serai.testing.TestRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class CacheStoreProcessesTest {

  @RegisterExtension final TestRedis redis = TestRedis.plain();

  @TempDir private Path folder;

  private ChildJvm startPublishing(Path at) throws Exception {
    ChildJvm child = ChildJvm.start(at, Map.of(), PublishForever.class, redis.url());
    await().atMost(Duration.ofSeconds(30)).until(() -> redis.get("set:0") != null);
    return child;
  }

  private Set<String> values() {
    String[] keys =
        IntStream.range(0, PublishForever.KEYS).mapToObj(i -> "set:" + i).toArray(String[]::new);
    Set<String> values = new HashSet<>();
    ((List<?>) redis.command("MGET", keys)).forEach(value -> values.add((String) value));
    return values;
  }

  @RepeatedTest(3)
  void should_leave_a_whole_set_when_the_publisher_is_killed() throws Exception {
    try (ChildJvm child = startPublishing(folder.resolve("a"));
        CacheStore store = CacheFixture.open(redis.url())) {
      for (int look = 0; look < 20; look++) {
        assertThat(values()).as("while it is written").hasSize(1);
      }
      child.kill();

      Set<String> values = values();
      assertThat(values).as("of one round").hasSize(1).doesNotContainNull();
      String round = values.iterator().next().replace("x", "");
      Turn next =
          await()
              .until(
                  () -> store.claim(PublishForever.JOB, "heir", INTERVAL, LEASE, false),
                  claim -> claim.verdict() == Verdict.TAKEN)
              .turn()
              .orElseThrow();
      assertThat(next.takenFrom()).isEqualTo("child");
      assertThat(next.cursor()).isEqualTo("r" + round);
    }
  }

  @Test
  void should_leave_a_whole_set_when_redis_is_killed() throws Exception {
    try (ChildJvm child = startPublishing(folder.resolve("b"))) {
      redis.kill();
      assertThat(child.exitCode(Duration.ofSeconds(20))).isEqualTo(1);
      assertThat(child.output()).contains("RedisFault");

      redis.start();

      assertThat(values()).hasSize(1).doesNotContainNull();
    }
  }
}
