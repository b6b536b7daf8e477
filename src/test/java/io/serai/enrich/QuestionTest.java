package io.serai.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.enrich.EnrichTable.EarlierAnswer;
import io.serai.ledger.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class QuestionTest {

  private final Question question = new Question("text", null, claim(0));

  @Test
  void should_stand_for_all_rows_that_joined_when_closed() {
    assertThat(question.join(claim(1))).isTrue();
    assertThat(question.close()).containsExactly(claim(0), claim(1));
  }

  @Test
  void should_let_no_row_join_when_closed() {
    question.close();
    assertThat(question.join(claim(1))).isFalse();
    assertThat(question.close()).containsExactly(claim(0));
  }

  @Test
  void should_let_no_row_join_when_a_thousand_did() {
    for (int i = 1; i < 1_000; i++) {
      assertThat(question.join(claim(i))).isTrue();
    }
    assertThat(question.join(claim(1_000))).isFalse();
    assertThat(question.claims()).hasSize(1_000);
  }

  @Test
  void should_be_answered_when_an_earlier_row_was() {
    assertThat(question.isAnswered()).isFalse();
    assertThat(new Question("text", new EarlierAnswer("a", "b"), claim(0)).isAnswered()).isTrue();
  }

  @Test
  void should_lose_no_row_when_one_joins_while_it_is_closed() throws Exception {
    int joiners = 4;
    ExecutorService threads = Executors.newFixedThreadPool(joiners + 1);
    try {
      for (int round = 0; round < 300; round++) {
        Question raced = new Question("text", null, claim(0));
        CyclicBarrier start = new CyclicBarrier(joiners + 1);
        List<Future<Integer>> joined = new ArrayList<>();
        for (int i = 0; i < joiners; i++) {
          joined.add(threads.submit(joinUntilRefused(raced, start)));
        }
        start.await(10, TimeUnit.SECONDS);
        List<Claim> closed = raced.close();
        int all = 1;
        for (Future<Integer> future : joined) {
          all += future.get(10, TimeUnit.SECONDS);
        }
        assertThat(closed).hasSize(all);
        assertThat(raced.claims()).isEqualTo(closed);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Callable<Integer> joinUntilRefused(Question question, CyclicBarrier start) {
    return () -> {
      start.await(10, TimeUnit.SECONDS);
      int joined = 0;
      while (joined < 100 && question.join(claim(joined))) {
        joined++;
      }
      return joined;
    };
  }

  private static Claim claim(int id) {
    return new Claim("enrich", "job/" + id, 1, 0);
  }
}
