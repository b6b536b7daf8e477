package io.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.cache.RedisSettings.Host;
import io.serai.cache.RedisSettings.Kind;
import io.serai.config.SettingsException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisSettingsTest {

  private static RedisSettings of(String url) {
    return CacheFixture.settings(url, Map.of());
  }

  @Test
  void should_have_the_defaults_of_the_settings_when_nothing_is_set() {
    RedisSettings settings = of("redis://127.0.0.1:6379");

    assertThat(settings.kind()).isEqualTo(Kind.SINGLE);
    assertThat(settings.hosts()).containsExactly(new Host("127.0.0.1", 6379));
    assertThat(settings.tls()).isFalse();
    assertThat(settings.database()).isZero();
    assertThat(settings.poolSize()).isEqualTo(10);
    assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(2));
  }

  @ParameterizedTest
  @CsvSource({
    "redis://h, redis://h:6379",
    "redis://h/, redis://h:6379",
    "redis://:secret@h:1/3, redis://h:1/3",
    "rediss://serai:secret@redis.local:6380/2, rediss://serai@redis.local:6380/2",
    "redis://:secret@[::1]:7, redis://[::1]:7",
    "redis://:p@ss/w#rd@h:7, redis://h:7"
  })
  void should_read_one_server(String url, String printed) {
    RedisSettings settings = of(url);

    assertThat(settings.kind()).isEqualTo(Kind.SINGLE);
    assertThat(settings).hasToString(printed);
    assertThat(settings.toString()).doesNotContain("secret");
  }

  @Test
  void should_decode_user_and_password_when_they_are_percent_encoded() {
    RedisSettings settings = of("redis://us%3Aer:p%40ss%25+%E6%96%87@h");

    assertThat(settings.user()).isEqualTo("us:er");
    assertThat(settings.password()).isEqualTo("p@ss%+文");
  }

  @Test
  void should_keep_a_raw_password_when_it_has_signs_of_addresses() {
    assertThat(of("redis://:p@ss/w#rd?x@h:7").password()).isEqualTo("p@ss/w#rd?x");
  }

  @Test
  void should_read_sentinels_with_their_primary() {
    RedisSettings settings = of("redis-sentinel://:secret@h1,h2:26380/1#mymaster");

    assertThat(settings.kind()).isEqualTo(Kind.SENTINEL);
    assertThat(settings.hosts()).containsExactly(new Host("h1", 26379), new Host("h2", 26380));
    assertThat(settings.master()).isEqualTo("mymaster");
    assertThat(settings.password()).isEqualTo("secret");
    assertThat(settings).hasToString("redis-sentinel://h1:26379,h2:26380/1#mymaster");
    assertThat(of("rediss-sentinel://h1#m").tls()).isTrue();
  }

  @Test
  void should_read_nodes_of_a_cluster() {
    RedisSettings settings = of("rediss-cluster://u:secret@h1,h2:7000");

    assertThat(settings.kind()).isEqualTo(Kind.CLUSTER);
    assertThat(settings.hosts()).containsExactly(new Host("h1", 6379), new Host("h2", 7000));
    assertThat(settings.tls()).isTrue();
    assertThat(settings).hasToString("rediss-cluster://u@h1:6379,h2:7000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://h | must begin with redis://",
        "redis://secret@h | no password before the @",
        "redis://:secret@h?timeout=3 | has a question mark",
        "redis://:secret%zz@h | write %25",
        "redis://:secret@h:70000 | \"h:70000\" is not host or host:port",
        "redis://:secret@ | \"\" is not host or host:port",
        "redis://:secret@a,b | several hosts",
        "redis://:secret@a/first | \"/first\" is not the number of a database",
        "redis-cluster://:secret@a/1 | a Cluster has database 0 only",
        "redis-sentinel://:secret@a | which primary",
        "redis://:secret@a#master | only redis-sentinel://"
      })
  void should_say_what_is_wrong_and_never_the_password(String url, String reason) {
    assertThatThrownBy(() -> of(url))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("REDIS_URL")
        .hasMessageContaining(reason)
        .hasMessageNotContaining("secret");
  }
}
