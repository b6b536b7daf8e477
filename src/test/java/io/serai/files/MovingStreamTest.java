package io.serai.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MovingStreamTest {

  private static final int MANY = 3 << 20;

  private final AtomicLong nanos = new AtomicLong();
  private final FilesProgress progress = new FilesProgress(nanos::get);

  @Test
  void should_hand_on_all_bytes_and_tell_that_they_move_when_it_is_transferred()
      throws IOException {
    byte[] bytes = new byte[MANY];
    new Random(1).nextBytes(bytes);
    nanos.set(1_000_000_000);
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    long moved =
        new MovingStream(new ByteArrayInputStream(bytes), progress::progressed).transferTo(out);

    assertThat(moved).isEqualTo(MANY);
    assertThat(out.toByteArray()).isEqualTo(bytes);
    assertThat(progress.idle()).isZero();
  }

  @Test
  void should_tell_nothing_when_few_bytes_move() throws IOException {
    nanos.set(1_000_000_000);
    new MovingStream(new ByteArrayInputStream(new byte[10]), progress::progressed).readAllBytes();
    assertThat(progress.idle()).hasSeconds(1);
  }
}
