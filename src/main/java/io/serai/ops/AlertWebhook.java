package io.serai.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where alerts are posted to, and as what. The address is a secret: it often holds a token, so it
 * is in no log and in no endpoint's name. Stateless.
 */
public final class AlertWebhook {

  private static final Logger LOG = LoggerFactory.getLogger(AlertWebhook.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String url;

  /**
   * @param url ALERT_WEBHOOK_URL, empty for none
   */
  AlertWebhook(String url) {
    this.url = url;
  }

  /** Whether alerts are posted anywhere. */
  public boolean isSet() {
    return !url.isEmpty();
  }

  /** The address. */
  public String address() {
    return url;
  }

  /** The request's body. */
  public String json(Alert alert) throws JsonProcessingException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("alert", alert.alert());
    fields.put("line", alert.line());
    fields.put("state", alert.state());
    fields.put("value", alert.value());
    fields.put("threshold", alert.threshold());
    fields.put("message", alert.message());
    fields.put("at", alert.at().toString());
    return JSON.writeValueAsString(fields);
  }

  /** All tries have failed: the alert is in the log and in the metrics, and that must do. */
  public void undelivered(Alert alert, Throwable thrown) {
    LOG.warn(
        "Alert {} of {} ({}) could not be posted to ALERT_WEBHOOK_URL: {}: {}",
        alert.alert(),
        alert.line(),
        alert.state(),
        thrown.getClass().getSimpleName(),
        withoutSecret(String.valueOf(thrown.getMessage())));
  }

  String withoutSecret(String text) {
    return text.replace(url, "the webhook at " + URI.create(url).getHost());
  }
}
