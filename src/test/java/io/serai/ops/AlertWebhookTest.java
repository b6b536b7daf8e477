package io.serai.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class AlertWebhookTest {

  private static final Alert ALERT =
      new Alert("backlog", "enrich", Alert.FIRING, 12, 10, "12 \"wait\"", Instant.EPOCH);

  @Test
  void should_write_the_fields_in_the_promised_order() throws Exception {
    assertThat(new AlertWebhook("").json(ALERT))
        .isEqualTo(
            "{\"alert\":\"backlog\",\"line\":\"enrich\",\"state\":\"firing\",\"value\":12.0,"
                + "\"threshold\":10.0,\"message\":\"12 \\\"wait\\\"\",\"at\":\"1970-01-01T00:00:00Z\"}");
  }

  @Test
  void should_be_off_when_no_address_is_set() {
    assertThat(new AlertWebhook("").isSet()).isFalse();
    assertThat(new AlertWebhook("https://alerts.example/x").isSet()).isTrue();
  }

  @Test
  void should_not_show_its_path_when_a_failure_names_the_address() {
    AlertWebhook webhook = new AlertWebhook("https://alerts.example/hook?token=secret");

    assertThat(
            webhook.withoutSecret(
                "HTTP operation failed invoking https://alerts.example/hook?token=secret with 503"))
        .isEqualTo("HTTP operation failed invoking the webhook at alerts.example with 503");
  }
}
