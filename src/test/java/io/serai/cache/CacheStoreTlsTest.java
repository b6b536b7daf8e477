package io.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.cache.RedisFault.Kind;
import io.serai.dev.RedisNode;
import io.serai.testing.RedisCertificate;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.SslOptions;

class CacheStoreTlsTest {

  @TempDir private Path folder;

  private static CacheStore open(int port, SslOptions tls) {
    return CacheStore.open(CacheFixture.settings("rediss://127.0.0.1:" + port, Map.of()), tls);
  }

  @Test
  void should_speak_tls_when_the_certificate_is_trusted_and_names_the_host() throws Exception {
    RedisCertificate certificate = new RedisCertificate(folder, "ip:127.0.0.1");
    try (RedisNode node = RedisNode.create(certificate.configuration());
        CacheStore store = open(node.otherPort(), certificate.trusting())) {
      Turn turn = CacheFixture.take(store, "a");
      store.publish(turn, CacheFixture.single("v", 1));

      assertThat(store.get(CacheFixture.KEY)).isPresent();
    }
  }

  @Test
  void should_refuse_a_certificate_that_is_not_trusted() throws Exception {
    RedisCertificate certificate = new RedisCertificate(folder, "ip:127.0.0.1");
    RedisSettings settings;
    try (RedisNode node = RedisNode.create(certificate.configuration())) {
      settings = CacheFixture.settings("rediss://127.0.0.1:" + node.otherPort(), Map.of());
      try (CacheStore store = CacheStore.open(settings)) {
        refused(store, Kind.TLS, "does not trust");
      }
    }
  }

  @Test
  void should_refuse_a_certificate_for_another_name() throws Exception {
    RedisCertificate certificate = new RedisCertificate(folder, "dns:redis.local");
    try (RedisNode node = RedisNode.create(certificate.configuration());
        CacheStore store = open(node.otherPort(), certificate.trusting())) {
      refused(store, Kind.TLS, "certificate for another name");
    }
  }

  @Test
  void should_ask_about_tls_when_only_one_side_speaks_it() throws Exception {
    RedisCertificate certificate = new RedisCertificate(folder, "ip:127.0.0.1");
    try (RedisNode node = RedisNode.create();
        RedisNode guarded = RedisNode.create(certificate.configuration());
        CacheStore store = open(node.port(), certificate.trusting());
        CacheStore plain = CacheFixture.open("redis://127.0.0.1:" + guarded.otherPort())) {
      refused(plain, Kind.UNREACHABLE, "does it want TLS?");
      refused(store, Kind.UNREACHABLE, "does it speak TLS?");
    }
  }

  private static void refused(CacheStore store, Kind kind, String reason) {
    assertThatThrownBy(store::check)
        .hasMessageContaining(reason)
        .isInstanceOfSatisfying(
            RedisFault.class, fault -> assertThat(fault.kind()).isEqualTo(kind));
  }
}
