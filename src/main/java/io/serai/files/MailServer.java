package io.serai.files;

import io.serai.config.Setting;
import io.serai.config.Settings;
import java.util.Locale;

/**
 * Where mails go.
 *
 * @param security none, starttls or tls
 */
record MailServer(String host, String port, String security) {

  static MailServer of(Settings all) {
    return new MailServer(
        all.optional(Setting.SMTP_HOST).orElse("localhost"),
        all.text(Setting.SMTP_PORT),
        all.text(Setting.SMTP_SECURITY).toLowerCase(Locale.ROOT));
  }

  /** As the routes name it. */
  String uri() {
    return (security.equals("tls") ? "smtps:" : "smtp:") + this;
  }

  boolean startTls() {
    return security.equals("starttls");
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
