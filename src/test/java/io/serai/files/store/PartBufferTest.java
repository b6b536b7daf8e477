package io.serai.files.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PartBufferTest {

  private static final int BLOCK = UploadBuffers.BLOCK;
  private static final int CAPACITY = 8 * BLOCK;

  private final UploadBuffers buffers = new UploadBuffers(2L * CAPACITY);
  private final PartBuffer part = new PartBuffer(buffers, CAPACITY);
  private final byte[] bytes = new byte[CAPACITY];

  PartBufferTest() {
    new Random(1).nextBytes(bytes);
  }

  @Test
  void should_hold_what_was_written_in_whatever_pieces() throws IOException {
    for (int piece : new int[] {1, 1_000, BLOCK - 1, BLOCK, BLOCK + 1, CAPACITY}) {
      int length = Math.min(CAPACITY, 3 * piece);
      for (int from = 0; from < length; from += piece) {
        assertThat(part.write(bytes, from, Math.min(piece, length - from))).isPositive();
      }

      byte[] expected = Arrays.copyOf(bytes, length);
      assertThat(part.length()).isEqualTo(length);
      assertThat(part.content()).hasBinaryContent(expected);
      assertThat(part.md5()).isEqualTo(Digests.md5().digest(expected));
      part.clear();
    }
  }

  @Test
  void should_take_no_more_than_fits() throws IOException {
    part.write(bytes, 0, CAPACITY - 10);

    assertThat(part.write(bytes, 0, 100)).isEqualTo(10);
    assertThat(part.isFull()).isTrue();
    assertThat(part.write(bytes, 0, 100)).isZero();
  }

  @Test
  void should_ask_for_memory_once_it_is_big() throws IOException {
    part.write(bytes, 0, 4 * BLOCK);
    assertThat(buffers.freeBytes()).isEqualTo(buffers.bytes());

    part.write(bytes, 0, 1);
    assertThat(buffers.freeBytes()).isEqualTo(CAPACITY);

    part.release();
    part.release();
    assertThat(buffers.freeBytes()).isEqualTo(buffers.bytes());
    assertThat(part.length()).isZero();
  }

  @Test
  void should_use_blocks_again() throws IOException {
    part.write(bytes, 0, 1);
    part.release();
    byte[] block = buffers.takeBlock();
    assertThat(block[0]).isEqualTo(bytes[0]);

    assertThat(buffers.takeBlock()).isNotSameAs(block);
  }

  @Test
  void should_be_read_again_from_a_mark() throws IOException {
    part.write(bytes, 0, BLOCK + 100);
    InputStream content = part.content();
    assertThat(content.skip(BLOCK - 1)).isEqualTo(BLOCK - 1);
    content.mark(0);

    for (int attempt = 0; attempt < 2; attempt++) {
      assertThat(content.available()).isEqualTo(101);
      assertThat(content.read()).isEqualTo(bytes[BLOCK - 1] & 0xff);
      assertThat(content.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, BLOCK, BLOCK + 100));
      assertThat(content.read()).isEqualTo(-1);
      assertThat(content.read(bytes, 0, 0)).isZero();
      assertThat(content.skip(5)).isZero();
      content.reset();
    }
  }
}
