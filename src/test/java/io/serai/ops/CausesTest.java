package io.serai.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class CausesTest {

  private final Exception root = new IOException("the disk is full");
  private final Exception wrapped = new IllegalStateException("b", new RuntimeException("a", root));

  @Test
  void should_find_the_last_cause_when_there_is_one() {
    assertThat(Causes.root(wrapped)).isSameAs(root);
    assertThat(Causes.root(root)).isSameAs(root);
    assertThat(Causes.rootMessage(wrapped)).isEqualTo("the disk is full");
    assertThat(Causes.rootMessage(new IllegalStateException())).isNull();
  }

  @Test
  void should_list_failure_and_causes_in_their_order_when_asked_for_all() {
    assertThat(Causes.of(wrapped)).hasSize(3).startsWith(wrapped).endsWith(root);
  }
}
